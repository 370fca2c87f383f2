import { describe, expect, it } from 'vitest'
import { createReading, shippedMunicipios } from '../bench/reading.ts'

const read = createReading(shippedMunicipios())
const municipios = (text: string) => read(text).municipios
const candidates = (text: string) => read(text).candidates

describe('a place is found', () => {
  it.each([
    ['as it is written', '¿Dónde queda la oficina de Quilmes?', 'Quilmes'],
    ['without accents', 'soy de ituzaingo', 'Ituzaingó'],
    ['in capitals', 'JOSE C PAZ', 'José C. Paz'],
    ['by one of its localidades', 'vivo en Ringuelet', 'La Plata'],
    ['by its cabecera', 'horario de la oficina en mar del plata', 'General Pueyrredón'],
    ['by a popular name', 'tierras en mdp', 'General Pueyrredón'],
    ['abbreviated', 'gral rodriguez como hago', 'General Rodríguez'],
    ['by initials', 'que necesito en J. C. Paz', 'José C. Paz'],
    ['with its first word as an initial', 'f. varela requisitos', 'Florencio Varela'],
    ['glued', 'telefono en sanmartin', 'General San Martín'],
    ['cut in two', 'vivo en beri sso', 'Berisso'],
    ['glued to the words before it', 'vivoenmoron quiero el horario', 'Morón'],
    ['as it sounds', 'vivo en verasategi', 'Berazategui'],
    ['with a doubled letter', 'oficina de tandill', 'Tandil'],
    ['with two letters swapped', 'oficina de olavarira', 'Olavarría'],
    ['with a neighbouring key', 'vivo en pehuaji', 'Pehuajó'],
    ['with its number in words', 'soy de veinticinco de mayo', '25 de Mayo'],
    ['with its number in figures', 'papeles en 3 arroyos', 'Tres Arroyos'],
    ['with a lone d', 'soy de tres d febrero', 'Tres de Febrero'],
    ['with "del" for its article', 'soy del talar', 'Tigre'],
    ['with "al" for its article', 'tengo que ir al palomar', 'Morón'],
  ])('%s', (_how, text, municipio) => {
    expect(municipios(text)).toEqual([municipio])
  })
})

describe('what only looks like a place is not taken for one', () => {
  it.each([
    ['a street with its number', 'vivo en Moreno 1450, que papeles llevo'],
    ['a street by name', 'mi casa esta sobre la calle Rivadavia'],
    ['a corner', 'estoy en alem y belgrano'],
    ['between two streets', 'es entre Balcarce y Suipacha'],
    ['a surname', 'soy Marta Rojas, quería consultar'],
    ['a surname after a title', 'me atendió la doctora Castelli'],
    ['a surname before the name', 'de parte de Sarmiento Luis'],
    ['a relative', 'mi suegro carlos casares nos dejó el terreno'],
    ['a date', 'el 25 de mayo atienden?'],
    ['two dates', 'los feriados 25 de mayo y 9 de julio abren?'],
    ['a barrio that looks like a mistyped place', 'queda en el barrio Lomas de Mariló'],
    ['a date with its year', 'nací el 9 de julio de 1961'],
    ['a colour', 'la casa es azul con rejas'],
    ['money', 'la plata no me alcanza'],
    ['money that is needed', 'necesito la plata'],
    ['a barrio that is like another one', 'en las catonas'],
    ['a heap', 'me hicieron juntar una pila de papeles'],
    ['a football club', 'soy hincha de Lanús'],
    ['a match', 'hoy juega Quilmes'],
    ['a place of birth', 'naci en Dolores'],
    ['what only follows "del"', 'una flor del paraiso'],
    ['what only follows "al"', 'le doy de comer al pato'],
    ['a hospital', 'me atienden en el garrahan'],
    ['a beer', 'salgo de la fabrica quilmes a las 5'],
    ['a war', 'mi marido es veterano de Malvinas'],
  ])('%s', (_what, text) => {
    expect(municipios(text)).toEqual([])
    expect(candidates(text)).toEqual([])
  })

  it.each([
    'vivo en capital federal me sirve a mi?',
    'soy de Rosario, Santa Fe',
    'merlo de san luis',
    'San Martín de los Andes',
    '25 de Mayo, La Pampa',
    'mendoza, las heras',
  ])('a place outside the Province: %s', text => {
    expect(read(text)).toMatchObject({ municipios: [], candidates: [], outside: true })
  })
})

describe('the place that counts is the one asked about', () => {
  it('is where the house is, not where the person lives', () => {
    expect(municipios('vivo en Lanús pero mi casa está en Varela')).toEqual(['Florencio Varela'])
  })

  it('is where they live now, not where they lived', () => {
    expect(municipios('antes vivía en San Martín, ahora vivo en Moreno')).toEqual(['Moreno'])
  })

  it.each([
    ['nací en Bolivia y vivo en Ezpeleta', 'Quilmes'],
    ['me crié con mi abuela en Balcarce y ahí sigo', 'Balcarce'],
    ['no, en merlo no, en moreno', 'Moreno'],
    ['no perdon moreno', 'Moreno'],
    ['no, mejor quilmes', 'Quilmes'],
    ['¿y ensenada?', 'Ensenada'],
    ['y la de batan', 'General Pueyrredón'],
    ['soy de villa ballester calle lavalle', 'General San Martín'],
    ['ramallo, mi viejo murio y el terreno esta a nombre de el', 'Ramallo'],
    ['en quilmes les pidieron plano, ¿a nosotros de varela también?', 'Florencio Varela'],
    ['la casa no es en merlo es en moreno', 'Moreno'],
    ['no tengo escritura de la casa en merlo', 'Merlo'],
    ['el terreno que pagamos en cuotas queda en Merlo, nos casamos en San Justo', 'Merlo'],
    ['soy de Saladillo y el lote lo tengo en Lobos', 'Lobos'],
    ['vengo de parte de la oficina de Moreno, la casa queda en Rodríguez', 'General Rodríguez'],
    ['en monte grande me atendieron bien pero yo soy de tristan suarez', 'Ezeiza'],
    ['en Pilar que no, en Campana tampoco, es en Zárate', 'Zárate'],
    ['mi hermano lo hizo en Luján, yo en Merlo... perdón, en Marcos Paz', 'Marcos Paz'],
    ['el vendedor vive en Pinamar y la casa es la de Dolores', 'Dolores'],
    ['cuido una casa en Cariló, la mía está en Madariaga', 'General Juan Madariaga'],
    ['pasamos por Ramallo y terminamos en Pergamino', 'Pergamino'],
    ['vinimos a Lanús y ahí me crié, ahora vivo en Glew', 'Almirante Brown'],
    ['mi marido era de Areco y compramos en Rauch, donde vivo', 'Rauch'],
    ['vivo en Merlo no tengo escritura', 'Merlo'],
    ['vivo en Pilar. Perdón por la demora', 'Pilar'],
    ['viví siempre en Merlo', 'Merlo'],
    ['necesito La Matanza', 'La Matanza'],
    ['en Varela, donde vivo hace años, me dijeron que hable con ustedes', 'Florencio Varela'],
    ['alquilamos en Lanús, después compramos un lote en Bernal', 'Quilmes'],
    ['somos un matrimonio de Las Flores', 'Las Flores'],
    ['mi marido consiguió trabajo acá y compramos un lote en Bernal', 'Quilmes'],
    ['vivimos acá en Pehuajó, el presidente se mudó a Trenque Lauquen', 'Pehuajó'],
    ['vi que entregaron escrituras en Almirante Brown, yo soy de Ezeiza', 'Ezeiza'],
  ])('is told apart from what else a story names: %s', (text, municipio) => {
    expect(municipios(text)).toEqual([municipio])
  })

  it('is not the town of the seller', () => {
    expect(municipios('el terreno está en Merlo, el vendedor vive en Tandil')).toEqual(['Merlo'])
  })

  it('is the municipio of a barrio named after another', () => {
    expect(municipios('barrio San Martín de Azul')).toEqual(['Azul'])
  })

  it.each([
    ['villa dorrego la matanza', 'La Matanza'],
    ['barrio mitre la plata', 'La Plata'],
    ['vivo en san carlos la plata', 'La Plata'],
    ['santa rosa moreno', 'Moreno'],
    ['el dique ensenada', 'Ensenada'],
  ])('is the municipio that is said after a name in it: %s', (text, municipio) => {
    expect(municipios(text)).toEqual([municipio])
  })

  it('is the town after a corner', () => {
    expect(municipios('Suipacha y Arenales, Tandil')).toEqual(['Tandil'])
  })

  it('is none where a story names only where others live', () => {
    const story = 'mi suegra vive en Morón, mi cuñada en Libertad y todas me dicen cosas distintas '
    expect(municipios(`${story.repeat(2)}yo quiero saber si es gratis`)).toEqual([])
  })

  it('is all of them when they stand one after another', () => {
    expect(municipios('lanus quilmes telefonos')).toEqual(['Lanús', 'Quilmes'])
  })

  it('is all of them when several are asked for', () => {
    const several = municipios('tengo un terreno en Lanús y otro en Lomas')
    expect(several).toEqual(['Lanús', 'Lomas de Zamora'])
  })
})

describe('what a message says besides its place', () => {
  it.each([
    ['hola yo alquilo hace 12 años en lanus', 'hola yo alquilo hace 12 años en '],
    // Two words more are like a question by chance.
    ['compramos en Moreno', 'compramos en Moreno'],
    ['no me devuelven la plata de la seña', 'no me devuelven la plata de la seña'],
  ])('%s', (text, rest) => {
    expect(read(text).rest).toBe(rest)
  })
})

describe('a localidad of several municipios', () => {
  it('is asked about, with all of them', () => {
    expect(municipios('soy de tortuguitas')).toEqual([])
    expect(candidates('soy de tortuguitas')).toEqual(
      expect.arrayContaining(['Malvinas Argentinas', 'José C. Paz', 'Pilar']),
    )
  })

  it('is asked about, too, when the person asks which one it is', () => {
    expect(candidates('Soy de Mechita, ¿voy a Bragado o a Alberti?')).toEqual([
      'Alberti',
      'Bragado',
    ])
  })

  it('is settled by naming one of them', () => {
    expect(municipios('canning, partido de ezeiza')).toEqual(['Ezeiza'])
    expect(municipios('Gerli del lado de Lanús')).toEqual(['Lanús'])
  })

  it('is the municipio of that name where there is one', () => {
    expect(municipios('soy de mercedes')).toEqual(['Mercedes'])
  })

  it('is only asked about when the name is that of a barrio', () => {
    expect(municipios('vivo en el barrio san martin')).toEqual([])
    expect(municipios('vivo en villa rivadavia')).toEqual([])
  })
})

describe('any text at all', () => {
  it.each(['', '   ', '🏠🏠', '__proto__', 'constructor', 'a'.repeat(20_000), '1450', "';--"])(
    'is read without failing: %j',
    text => {
      expect(read(text).municipios).toEqual([])
    },
  )
})
