import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { choiceOfMunicipio } from '../../src/conversation/questions.ts'
import { startCore } from '../support/core.ts'
import { type Chat, openChat } from '../support/responder.ts'

const AMONG = ['Almirante Brown', 'Coronel Suárez', 'Lomas de Zamora']
let core: Awaited<ReturnType<typeof startCore>>
const chat = (): Chat => openChat(core.inbox)
const asked = async (question: string) => {
  const opened = chat()
  const { about } = await opened.say(question)
  expect(about).toMatchObject({ source: 'clarification', candidates: AMONG, municipios: [] })
  return opened
}

beforeAll(async () => {
  core = await startCore()
})
afterAll(() => core.stop())

describe('a question', () => {
  test('with its municipio is answered at once', async () => {
    const { text, about } = await chat().say(
      'hola kiero saber donde es lo de las escrituras en merlo',
    )
    expect(text).toContain('En **Merlo**:')
    expect(about).toMatchObject({
      municipios: ['Merlo'],
      candidates: [],
      intents: ['direcciones'],
      source: 'directory',
    })
    expect(about.offices.map(office => office.municipio)).toContain('Merlo')
  })

  test('about the office, without a municipio, is asked for it; a bare name completes it', async () => {
    const opened = chat()
    const question = await opened.say('¿dónde tengo que ir?')
    expect(question.text).toContain('¿En qué municipio está la casa?')
    expect(question.about).toMatchObject({ source: 'clarification', intents: ['direcciones'] })
    const { about } = await opened.say('merlo')
    expect(about).toMatchObject({ municipios: ['Merlo'], intents: ['direcciones'] })
  })

  test('about papers and the office is answered as far as it goes, and completed by a name', async () => {
    const opened = chat()
    const papers = await opened.say('¿qué papeles llevo y dónde es?')
    expect(papers.text).toContain('DNI')
    expect(papers.text).toContain('Decime tu municipio')
    expect(papers.about.intents).toEqual(['direcciones', 'requisitos'])
    const { about } = await opened.say('Merlo')
    expect(about).toMatchObject({ municipios: ['Merlo'], intents: ['direcciones'] })
  })

  test('about several things in one place gets them all', async () => {
    const { text, about } = await chat().say(
      'para qué sirve, qué papeles llevo y dónde es en merlo',
    )
    expect(about.intents).toEqual(['direcciones', 'requisitos', 'beneficios'])
    expect(text).toContain('En **Merlo**:')
    expect(text).toContain('a tu nombre')
  })

  test.each(['¿y el horario?', 'pasame el telefono', '¿y dónde queda?'])(
    'remembers the municipio: %s',
    async text => {
      const { about } = await chat().sayAll('¿qué papeles llevo en Merlo?', text)
      expect(about).toMatchObject({ municipios: ['Merlo'], intents: ['direcciones'] })
    },
  )

  test('about two municipios is answered for both', async () => {
    const { text, about } = await chat().say('¿dónde es en Merlo y en Morón?')
    expect(about.municipios).toEqual(['Merlo', 'Morón'])
    expect(new Set(about.offices.map(office => office.municipio))).toEqual(
      new Set(['Merlo', 'Morón']),
    )
    expect(text).toContain('**Merlo**')
    expect(text).toContain('**Morón**')
  })

  test('about more municipios than fit is about no municipio of which it says nothing', async () => {
    const { text, about } = await chat().say('¿dónde es en Morón, Merlo, Quilmes y Lanús?')
    expect(about.municipios.length).toBeGreaterThanOrEqual(3)
    for (const municipio of about.municipios) expect(text).toContain(municipio)
  })

  test.each([
    '¿qué papeles llevo?',
    '¿qué papeles necesito?',
    '¿qué papeles llevo en Merlo?',
    'los papeles cuáles son',
  ])('about the papers gets the list of papers: %s', async question => {
    const { text } = await chat().say(question)
    expect(text).toContain('Boletas del impuesto municipal')
  })

  test('about a place outside the Province gets no office', async () => {
    const { text, about } = await chat().say('¿dónde es en Rosario?')
    expect(text).toContain('solo para casas de la Provincia de Buenos Aires')
    expect(about).toMatchObject({ municipios: [], offices: [] })
  })

  test('about the status of a file is told where to ask, never a status', async () => {
    const { text, about } = await chat().say('¿cómo viene mi trámite en Merlo?')
    expect(text).toContain('no puedo ver los expedientes')
    expect(about).toMatchObject({ municipios: ['Merlo'], source: 'tramite' })
  })
})

describe('a place that is in several municipios', () => {
  test.each([
    ['2', 'Coronel Suárez'],
    ['el segundo', 'Coronel Suárez'],
    ['el último', 'Lomas de Zamora'],
    ['Coronel Suárez', 'Coronel Suárez'],
    ['lomas de zamora', 'Lomas de Zamora'],
    ['almirante brwon', 'Almirante Brown'],
    ['lomas de samora', 'Lomas de Zamora'],
  ])('is asked about, and «%s» is an answer', async (answer, municipio) => {
    const opened = await asked('¿dónde queda la oficina de San José?')
    expect((await opened.say(answer)).about).toMatchObject({
      municipios: [municipio],
      intents: ['direcciones'],
    })
  })

  test('keeps what was asked, all of it', async () => {
    const opened = await asked('¿qué papeles llevo en San José y dónde queda?')
    const { about } = await opened.choose(choiceOfMunicipio('Coronel Suárez'))
    expect(about).toMatchObject({
      municipios: ['Coronel Suárez'],
      intents: ['direcciones', 'requisitos'],
    })
  })

  test('another municipio that is named instead is taken, not the choice most like it', async () => {
    const opened = await asked('¿dónde queda la oficina de San José?')
    expect((await opened.say('Morón')).about.municipios).toEqual(['Morón'])
  })

  test('a number that was not shown chooses nothing, and the choices stay', async () => {
    const opened = await asked('¿dónde queda la oficina de San José?')
    const { text, choices, about } = await opened.say('7')
    expect(about.municipios).toEqual([])
    expect(text).toContain('no está entre las opciones')
    expect(choices).toHaveLength(3)
    expect((await opened.say('2')).about.municipios).toEqual(['Coronel Suárez'])
  })

  test('who does not know is told where it is written, and may still choose', async () => {
    const opened = await asked('¿dónde queda la oficina de San José?')
    const { text, choices } = await opened.say('no sé')
    expect(text).toContain('boleta de la luz')
    expect(choices).toHaveLength(3)
    const { about } = await opened.say('el segundo')
    expect(about).toMatchObject({ municipios: ['Coronel Suárez'], intents: ['direcciones'] })
  })
})

describe('who was in danger a moment ago', () => {
  test('gets the same help lines again for being afraid', async () => {
    const opened = chat()
    const { text, about } = await opened.say('mi marido me pega')
    expect(about.source).toBe('safety')
    expect((await opened.say('tengo mucho miedo')).text).toBe(text)
    expect((await opened.say('ya no tengo miedo, gracias')).about.source).toBe('smalltalk')
    const long = 'merlo moreno quilmes '.repeat(2000)
    expect((await opened.say(`tengo miedo ${long}`)).text).toContain('muy largo')
    expect((await opened.say('¿qué papeles llevo?')).about.intents).toEqual(['requisitos'])
  })

  test('and fear alone, of papers or of nothing that was said, is no emergency', async () => {
    expect((await chat().say('tengo miedo de perder la carpeta')).about.source).not.toBe('safety')
    const { about } = await chat().say('si tengo la escritura me sacan la pensión?')
    expect(about.source).not.toBe('safety')
  })
})

describe('an answer that was not what was asked', () => {
  test.each(['no me sirve', 'no era eso', 'no te pregunté eso'])(
    'is apologised for, with a contact: %s',
    async complaint => {
      const { text, about } = await chat().sayAll('¿para qué sirve la escritura?', complaint)
      expect(text).toContain('Perdón, no te entendí bien')
      expect(about.offices).toHaveLength(1)
    },
  )

  test('again and again, is for a person', async () => {
    const { text } = await chat().sayAll('hola', 'no era eso', 'eso no', 'no me sirve')
    expect(text).toContain('hables con una persona')
  })

  test('is not what a question with these words says', async () => {
    const { text } = await chat().say('¿no me sirve el boleto?')
    expect(text).not.toContain('no te entendí bien')
  })
})

describe('a place that is only named in passing, beside the one remembered', () => {
  test('is asked about: the office of another municipio would be the wrong one', async () => {
    const opened = chat()
    await opened.say('¿dónde queda la oficina de Vicente López?')
    const { about, choices } = await opened.say('cerca de la estación de Haedo')
    expect(about).toMatchObject({ source: 'clarification', candidates: ['Morón'], offices: [] })
    const [yes] = choices
    expect((await opened.say(yes?.label ?? '')).about.municipios).toEqual(['Morón'])
  })

  test('changes nothing where no office is asked for', async () => {
    const opened = chat()
    await opened.say('¿dónde queda la oficina de Merlo?')
    const { about } = await opened.say('trabajo en Haedo, ¿qué papeles llevo?')
    expect(about).toMatchObject({ municipios: ['Merlo'], intents: ['requisitos'] })
  })
})

describe('a choice', () => {
  test('of another municipio asks for it and forgets the one before', async () => {
    const opened = chat()
    const { choices } = await opened.say('¿dónde queda la oficina de Merlo?')
    const other = choices.find(choice => choice.id === 'otro-municipio')
    expect(other).toBeDefined()
    if (other) expect((await opened.choose(other)).about.source).toBe('clarification')
    expect((await opened.say('Quilmes')).about.municipios).toEqual(['Quilmes'])
  })

  test('is understood in words too', async () => {
    const opened = chat()
    await opened.say('¿dónde queda la oficina de Merlo?')
    expect((await opened.say('otro municipio')).text).toContain('¿En qué municipio')
  })

  test('of the greeting may be given by its number', async () => {
    const { about } = await chat().sayAll('hola', '3')
    expect(about.intents).toEqual(['beneficios'])
  })

  test.each(['municipio:<b>Narnia</b>', 'municipio:__proto__', '__proto__', 'constructor'])(
    'that was never shown is not believed: %s',
    async id => {
      const { text, about } = await chat().choose({ id, label: 'x' })
      expect(about.municipios).toEqual([])
      expect(text).not.toMatch(/Narnia|__proto__|constructor/)
    },
  )
})

describe('small talk', () => {
  test.each([
    ['hola', 'saludo', 'IAMJus'],
    ['buenas tardes', 'saludo', 'IAMJus'],
    ['muchas gracias', 'gracias', 'De nada'],
    ['chau', 'despedida', 'Chau'],
    ['ayuda', 'ayuda', 'asistente automático'],
    ['menú', 'ayuda', 'asistente automático'],
    ['¿qué podés hacer?', 'ayuda', 'asistente automático'],
    ['/start', 'saludo', 'IAMJus'],
    ['/start@IAMJusBot', 'saludo', 'IAMJus'],
    ['/ayuda', 'ayuda', 'asistente automático'],
    ['/help', 'ayuda', 'asistente automático'],
  ])('«%s» is %s', async (text, intent, words) => {
    const reply = await chat().say(text)
    expect(reply.about).toMatchObject({ intents: [intent], source: 'smalltalk' })
    expect(reply.text).toContain(words)
  })

  test('/start remembers the municipio of the link that was followed', async () => {
    const { about } = await chat().sayAll(
      '/start general-pueyrredon',
      '¿qué papeles llevo?',
      '¿y dónde queda?',
    )
    expect(about.municipios).toEqual(['General Pueyrredón'])
  })

  test('/start begins anew', async () => {
    const { about } = await chat().sayAll('¿dónde es en Merlo?', '/start', '¿dónde queda?')
    expect(about).toMatchObject({ municipios: [], source: 'clarification' })
  })
})

describe('a person who wants a person', () => {
  test('gets the contact of the Province, and is asked for the municipio', async () => {
    const { text, about } = await chat().say('quiero hablar con una persona')
    expect(text).toContain('Escribanía General')
    expect(text).toContain('Decime tu municipio')
    expect(about).toMatchObject({ intents: ['persona'], source: 'directory' })
  })

  test('gets the office of the municipio, and the reply is about it', async () => {
    const { about } = await chat().say('quiero hablar con una persona en Merlo')
    expect(about.offices[0]?.municipio).toBe('Merlo')
    expect(about.municipios).toEqual(['Merlo'])
  })
})
