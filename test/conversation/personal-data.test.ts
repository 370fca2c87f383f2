import { describe, expect, test } from 'vitest'
import { maskPersonalData } from '../../src/conversation/personal-data.ts'

describe('the name that somebody says to have', () => {
  test.each([
    ['me llamo Carmen Rojas y necesito saber', 'me llamo [nombre] y necesito saber'],
    ['mi nombre es juan perez, soy de moreno', 'mi nombre es [nombre], soy de moreno'],
    ['Soy Marta Rojas, quería consultar', 'Soy [nombre], quería consultar'],
    ['está a nombre de José Luis Gómez', 'está a nombre de [nombre]'],
    ['Atte. Ana María López', 'Atte. [nombre]'],
  ])('is masked: %s', (text, masked) => {
    expect(maskPersonalData(text)).toBe(masked)
  })

  test.each([
    'Soy de Merlo',
    'soy viuda',
    'Soy La Matanza',
    'está a nombre de mi marido',
    'está a nombre de los dos',
    'me llamó la atención',
  ])('is not what anybody may say: %s', text => {
    expect(maskPersonalData(text)).toBe(text)
  })
})

describe('the number of a house', () => {
  test.each([
    ['vivo en la calle Moreno 1450 de Bernal', 'vivo en la calle Moreno [altura] de Bernal'],
    ['calle 25 de mayo 1200, lujan', 'calle 25 de mayo [altura], lujan'],
    ['avenida san martin al 2300', 'avenida san martin al [altura]'],
    ['calle 12 Nº 1234 e/ 7 y 8', 'calle 12 Nº [altura] e/ 7 y 8'],
  ])('is masked, and its street is not: %s', (text, masked) => {
    expect(maskPersonalData(text)).toBe(masked)
  })

  test.each([
    'calle 66 y 137',
    'vivo en la calle Mitre desde 1998',
    'calle 25 de mayo y belgrano',
    'la ley 10830',
  ])('is no other number: %s', text => {
    expect(maskPersonalData(text)).toBe(text)
  })
})
