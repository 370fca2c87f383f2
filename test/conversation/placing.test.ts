import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCore } from '../support/core.ts'
import { openChat } from '../support/responder.ts'

let core: Awaited<ReturnType<typeof startCore>>
beforeAll(async () => {
  core = await startCore()
})
afterAll(() => core.stop())

const chat = () => openChat(core.inbox)
const labels = (choices: readonly { label: string }[]) => choices.map(({ label }) => label)

describe('the office of another municipio', () => {
  test.each([
    'puedo ir a la de quilmes que me queda mas cerca?',
    'y si voy a quilmes me atienden?',
    'tengo que ir a quilmes?',
  ])('is not taken for that of the house: %s', async text => {
    const { text: said, choices } = await chat().sayAll('soy de lanus', text)
    expect(said).toContain('donde está la casa')
    expect(labels(choices)).toEqual(['Lanús', 'Quilmes'])
  })

  test('is told once the house is said to be there', async () => {
    const opened = chat()
    await opened.sayAll('soy de lanus', 'puedo ir a la de quilmes que me queda mas cerca?')
    const { about } = await opened.say('quilmes')
    expect(about).toMatchObject({ municipios: ['Quilmes'], intents: ['direcciones'] })
  })

  test.each(['la casa es de quilmes, puedo ir mañana?', '¿y en quilmes?', 'no, soy de quilmes'])(
    'is the one asked for, where the house is there: %s',
    async text => {
      expect((await chat().sayAll('soy de lanus', text)).about.municipios).toEqual(['Quilmes'])
    },
  )
})

describe('a place that is not clear', () => {
  test.each(['no sé si es quilmes o varela', 'creo que es quilmes o florencio varela'])(
    'is asked among the two: %s',
    async text => {
      const { about } = await chat().say(text)
      expect(about.municipios).toEqual([])
      expect([...about.candidates].sort()).toEqual(['Florencio Varela', 'Quilmes'])
    },
  )

  test.each(['barrio el progreso', 'km 38', 'vivo en zona sur'])(
    'of which there are many is asked for by its municipio: %s',
    async text => {
      const opened = chat()
      expect((await opened.say(text)).text).toContain('¿En qué municipio o localidad está?')
      expect((await opened.say('moron')).about.municipios).toEqual(['Morón'])
    },
  )

  test.each(['del lado de campana', 'campana'])(
    'is the candidate that is named: %s',
    async text => {
      const { about } = await chat().sayAll('los cardales', text)
      expect(about).toMatchObject({ municipios: ['Campana'], intents: ['direcciones'] })
    },
  )

  test('hides no correction under what leaves no doubt', async () => {
    const text = 'la casa está en general sarmiento, puede ir mi hija?'
    const { about } = await chat().sayAll('soy de lanus', text)
    expect(about.candidates).toHaveLength(3)
  })

  test('does not wait where the house may be lost today', async () => {
    const { text } = await chat().say('me quieren sacar de la casa, vivo en san josé')
    expect(text).toContain('Defensoría Oficial Civil')
  })
})

describe('an office that was shown', () => {
  test('is not shown again to who asks for its address', async () => {
    const { text } = await chat().sayAll('soy de moron', '¿y dónde queda?')
    expect(text).toContain('no tengo **la dirección**')
    expect(text).not.toContain('No tengo confirmada')
  })

  test('is shown to who asks first for something else', async () => {
    const { text } = await chat().sayAll('qué papeles llevo, soy de moron', '¿dónde queda?')
    expect(text).toContain('No tengo confirmada')
  })
})

describe('words that may ask for papers, or for something else', () => {
  test('are asked about, with what they may mean', async () => {
    const { about, choices } = await chat().say('tengo casa en moron, soy viuda, puedo?')
    expect(about).toMatchObject({ municipios: ['Morón'], intents: ['requisitos'] })
    expect(choices.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['tema:viudez', 'requisitos']),
    )
  })

  test.each(['qué papeles llevo si soy extranjera', 'mechita, qué necesito?'])(
    'are answered where they ask outright: %s',
    async text => {
      expect((await chat().say(text)).about.source).not.toBe('fallback')
    },
  )
})
