import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCore } from '../support/core.ts'
import { openChat, topicsOf } from '../support/responder.ts'

let core: Awaited<ReturnType<typeof startCore>>
beforeAll(async () => {
  core = await startCore()
})
afterAll(() => core.stop())

const chat = () => openChat(core.inbox)

describe('of what is not sure, topics are offered', () => {
  test.each([
    ['me separe hace 6 años la casa la compramos entre los dos', 'divorcio'],
    ['buenas noches el que me vendio se fue y no lo encontramos mas', 'vendedor-no-aparece'],
    ['alquilo hace 22 años la misma casa', 'alquiler'],
  ])('instead of an excuse: %s', async (text, topic) => {
    const reply = await chat().say(text)
    expect(reply.text).toContain('No sé si te entendí bien')
    expect(reply.about.source).toBe('fallback')
    expect(topicsOf(reply)).toContain(topic)
  })

  test('and answered when one is chosen, by its number or its words', async () => {
    for (const choose of ['first', 'number', 'words'] as const) {
      const opened = chat()
      const { choices } = await opened.say('alquilo hace 22 años la misma casa')
      const at = choices.findIndex(({ id }) => id === 'tema:alquiler')
      const choice = choices[at]
      if (!choice) throw new Error('it is not offered')
      const said = choose === 'number' ? `${at + 1}` : choice.label
      const reply = choose === 'first' ? await opened.choose(choice) : await opened.say(said)
      expect(reply.about.source, choose).toBe('tramite')
      expect(reply.text, choose).toContain('alquil')
    }
  })

  test.each(['ninguna', 'ninguno de esos', 'no', 'otra cosa'])(
    'and none of them is an answer, too: %s',
    async text => {
      const reply = await chat().sayAll(
        'me separe hace 6 años la casa la compramos entre los dos',
        text,
      )
      expect(reply.text).toContain('Contame qué necesitás saber')
    },
  )

  test('a yes takes the only one', async () => {
    const { about } = await chat().sayAll('alquilo hace 22 años la misma casa', 'si')
    expect(about.source).toBe('tramite')
  })

  test('beside a general answer that is likely not the one', async () => {
    const said = 'mi casa queda en Lezama, ¿puedo hacer el trámite aunque deba impuestos?'
    const reply = await chat().say(said)
    expect(reply.text).toContain('¿Era por otra cosa?')
    expect(topicsOf(reply)).toContain('deuda-de-impuestos')
    expect(reply.choices.length).toBeLessThanOrEqual(5)
  })

  test.each(['me recomendás una película', 'asdf qwer', '¿dónde queda la oficina de Merlo?'])(
    'but not of nothing, and not beside what was asked for: %s',
    async text => {
      expect(topicsOf(await chat().say(text))).toEqual([])
    },
  )

  test('and of what is said besides a place, beside its office', async () => {
    const reply = await chat().say('vivo en escobar y mi vecino me corrió el alambrado dos metros')
    expect(reply.about.municipios).toEqual(['Escobar'])
    expect(topicsOf(reply)).toContain('plano-mensura')
  })

  test('a topic that is not there is not believed', async () => {
    const { about } = await chat().choose({ id: 'tema:__proto__', label: 'x' })
    expect(about.source).not.toBe('tramite')
  })
})

describe('a municipio that is put right', () => {
  test.each([
    'me equivoque es moreno',
    'no es en Merlo es Moreno',
    'merlo no, moreno',
    'quise decir moreno',
    'no, yo dije moreno',
    'puse merlo pero es moreno',
    'nono es moreno',
    'puse merlo y es moreno',
    'yo dije moreno no merlo',
    'en merlo no perdon en moreno',
  ])('is the one of the answer: %s', async text => {
    const { about } = await chat().sayAll('soy de merlo, ¿dónde voy?', text)
    expect(about.municipios).toEqual(['Moreno'])
  })

  test.each(['merlo no', 'no soy de merlo', 'no es merlo', 'en merlo no es'])(
    'without another one is asked for: %s',
    async text => {
      const reply = await chat().sayAll('soy de merlo, ¿dónde voy?', text)
      expect(reply.text).toContain('¿En qué municipio')
      expect(reply.about.municipios).toEqual([])
    },
  )

  test.each(['no atienden en merlo', 'no contestan en merlo'])(
    'is not what a complaint about its office does: %s',
    async text => {
      const { about } = await chat().sayAll('soy de merlo, ¿dónde voy?', text, '¿dónde queda?')
      expect(about.municipios).toEqual(['Merlo'])
    },
  )

  test.each(['mi problema, es la plata', 'la casa, es azul con rejas', 'no puedo, es la plata'])(
    'is not what anything else that "es" says: %s',
    async text => {
      expect((await chat().say(text)).about.municipios).toEqual([])
    },
  )

  test.each([
    ['nací en tandil y ahí está la casa de mis viejos pero yo vivo en azul, ¿dónde voy?', 'Azul'],
    ['la casa está en lanús, nací en salto y ahí está la casa de mi abuela', 'Lanús'],
    ['volví a lanús, ahí está la casa que quiero escriturar', 'Lanús'],
    ['la casa de mar de ajó ya está, la que falta es la de dolores', 'Dolores'],
  ])('is the one of the house that is asked about: %s', async (text, municipio) => {
    expect((await chat().say(text)).about.municipios).toEqual([municipio])
  })

  test.each([
    ['presenté los papeles cerca de pilar y no tengo novedades', 'estado'],
    ['quiero hablar con una persona, vivo cerca de pilar', 'persona'],
  ])('near which somebody lives does not hide what is asked: %s', async (text, intent) => {
    expect((await chat().say(text)).about.source, intent).not.toBe('clarification')
  })

  test('and one only near is proposed; a nod takes it, a no asks again', async () => {
    const opened = chat()
    const { about } = await opened.say('vivo cerca de luján')
    expect(about).toMatchObject({ candidates: ['Luján'], municipios: [] })
    expect((await opened.say('sí')).about.municipios).toEqual(['Luján'])
    const other = await chat().sayAll('vivo cerca de luján', 'no')
    expect(other.text).toContain('¿En qué municipio')
  })
})

describe('a detail of the office', () => {
  test('is told alone, where it is known', async () => {
    const { text, about } = await chat().sayAll('soy de merlo, ¿dónde voy?', '¿y el horario?')
    expect(text).toContain('Horario')
    expect(text).toContain('Merlo')
    expect(text).not.toContain('Dirección')
    expect(about).toMatchObject({ municipios: ['Merlo'], source: 'directory' })
  })

  test('is not all, where more than that is asked', async () => {
    const { text } = await chat().sayAll('soy de merlo', '¿a dónde voy y en qué horario?')
    expect(text).toContain('Dirección')
  })

  test('of the municipality is not told as that of the office', async () => {
    const { text } = await chat().sayAll('soy de la matanza', 'telefono')
    expect(text).toContain('De la oficina de tierras de **La Matanza** no lo tengo')
  })

  test.each([
    ['¿tienen whatsapp?', 'no tengo **el WhatsApp**'],
    ['¿abren los sábados y tienen mail?', 'no tengo **el correo**'],
    ['¿puedo ir sin turno?', 'No sé si en **Merlo** hay que sacar turno.'],
  ])('that is not known is said so, with whom to ask: %s', async (text, told) => {
    const { text: said } = await chat().sayAll('soy de merlo, ¿dónde voy?', text)
    expect(said).toContain(told)
    expect(said).toContain('Teléfono: (0220) 483-8272')
  })

  test('is not that of the telephone line, where the door is asked for', async () => {
    const { text } = await chat().sayAll('soy de la matanza', '¿abren los sábados?')
    expect(text).toContain('De la oficina de **La Matanza** no tengo **el horario**')
    expect(text).not.toContain('Página')
  })
})

describe('the business of others', () => {
  test.each([
    '¿cómo hago para transferir una moto?',
    'necesito turno con el pediatra',
    'se cortó la luz en toda la cuadra, ¿a quién llamo?',
  ])('is told to be that: %s', async text => {
    const { text: said, choices } = await chat().say(text)
    expect(said).toContain('solo sé de la escritura de tu casa')
    expect(choices).toHaveLength(3)
  })

  test.each(['¿a qué hora abren?', '¿qué papeles llevo?', 'quiero hablar con una persona', 'hola'])(
    'is not what is asked of this office: %s',
    async text => {
      expect((await chat().say(text)).text).not.toContain('solo sé de la escritura')
    },
  )
})

describe('who does not understand, or is not understood', () => {
  test.each(['no entiendo', '¿cómo?', 'qué?', 'no se entiende'])(
    'after an answer is told so: %s',
    async text => {
      const { text: said } = await chat().sayAll('¿qué es la consolidación?', text)
      expect(said).toContain('Perdón, no fui claro')
    },
  )

  test('before any answer is told what may be asked', async () => {
    expect((await chat().say('no entiendo')).about.intents).toEqual(['ayuda'])
  })

  test.each(['👍', '❤️', '🙏🏽'])('thanks with %s', async thumb => {
    expect((await chat().sayAll('¿cuánto sale?', thumb)).about.intents).toEqual(['gracias'])
  })

  test('and calls in vain gets other ways to ask', async () => {
    const said = ['¿dónde queda en quilmes?', 'llamé y no atienden']
    expect((await chat().sayAll(...said)).text).toContain('Andá en persona')
  })
})

test('a house elsewhere does, however long it takes to say', async () => {
  const said = ['soy de moreno', 'no, en realidad la casa que quiero escriturar es en rosario']
  expect((await chat().sayAll(...said)).text).toContain('solo para casas de la Provincia')
})

test('who lives elsewhere does not take the chat out of the Province', async () => {
  const said = [
    'la oficina de lomas de zamora',
    'un mail no tienen? estoy en neuquén hasta fin de mes',
  ]
  expect((await chat().sayAll(...said)).about.municipios).toEqual(['Lomas de Zamora'])
})

test('a house in the Province is told its office, wherever its people live', async () => {
  const { text } = await chat().say('hola vivo en caba pero la casa es en mar del plata')
  expect(text).not.toContain('solo para casas de la Provincia')
  expect(text).toContain('General Pueyrredón')
})

test.each(['perdon', 'está bien, perdoná', 'uy disculpe'])(
  'an excuse is no question: %s',
  async text => {
    expect((await chat().sayAll('soy de morón', text)).text).toContain('Contame qué necesitás')
  },
)

test('who sends a document is told that none is needed, and that nobody is put on a list', async () => {
  const { text } = await chat().say('mi dni es 23.456.789, vivo en Solano Quilmes, anotame')
  expect(text).toContain('No hace falta que me mandes tu DNI')
  expect((await chat().say('vivo en Quilmes')).text).not.toContain('No hace falta')
})

test('the office of the Province is not that of the municipio', async () => {
  const said = ['soy de lomas de zamora', '¿dónde queda la escribanía general de gobierno?']
  expect((await chat().sayAll(...said)).text).toContain('gba.gob.ar/escribaniageneral')
})
