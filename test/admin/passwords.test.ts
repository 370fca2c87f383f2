import { describe, expect, test } from 'vitest'
import { hashPassword, isPassword, randomPassword, weaknessOf } from '../../src/admin/passwords.ts'

describe('what is kept of a password', () => {
  test('says how it was made and is another each time', async () => {
    const [one, other] = await Promise.all([hashPassword('mate'), hashPassword('mate')])
    for (const stored of [one, other])
      expect(stored).toMatch(/^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/)
    expect(one).not.toBe(other)
    expect(await isPassword('mate', one)).toBe(true)
    expect(await isPassword('mates', one)).toBe(false)
  })

  test('is read with the cost that it was made with', async () => {
    // RFC 7914, section 12: "pleaseletmein", N=16384, r=8, p=1; the first 32 bytes.
    const salt = Buffer.from('SodiumChloride').toString('base64url')
    const key = Buffer.from(
      '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2',
      'hex',
    ).toString('base64url')
    expect(await isPassword('pleaseletmein', `scrypt$16384$8$1$${salt}$${key}`)).toBe(true)
  })

  test('is the same however the keyboard composes its accents', async () => {
    expect(await isPassword('camio\u0301n', await hashPassword('cami\u00f3n'))).toBe(true)
  })

  test('where there is none, is no password at all', async () => {
    expect(await isPassword('', undefined)).toBe(false)
  })
})

describe('a password', () => {
  test.each([
    'mate amargo con peperina',
    'zapallo73!verde',
    'El perro de Rosa ladra a las 5',
    'ñandú-ñandú-río',
  ])('«%s» is good', password => {
    expect(weaknessOf(password, 'ana')).toBeUndefined()
  })

  test.each([
    ['mate amargo', /tiene 11 letras: hacen falta 12/],
    ['a'.repeat(129), /hasta 128/],
    ['aaaaaaaaaaaaaaaa', /primeras/],
    ['abcabcabcabcabc', /primeras/],
    ['123456789012', /primeras/],
    ['contraseña2026!', /primeras/],
    ['Administrador1', /primeras/],
    ['Buenos Aires 2026', /primeras/],
    ['qwertyuiop123', /primeras/],
    ['MiEscrituraMiCasa', /primeras/],
    ['marcela.gomez1', /nombre de usuario/],
  ])('«%s» is not, and the reason is told', (password, reason) => {
    expect(weaknessOf(password, 'marcela.gomez')).toMatch(reason)
  })

  test('that is made for somebody is good, long, and another each time', () => {
    const made = Array.from({ length: 100 }, randomPassword)
    expect(new Set(made).size).toBe(100)
    for (const password of made) {
      expect(password).toMatch(/^(?:[a-hjkmnp-z2-9]{5}-){3}[a-hjkmnp-z2-9]{5}$/)
      expect(weaknessOf(password, 'admin')).toBeUndefined()
    }
  })
})
