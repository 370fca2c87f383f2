import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Adapter, Incoming, Receive, Reply } from '../../src/channel.ts'
import { Unanswered } from '../../src/conversation/answering.ts'
import { replyOf } from './responder.ts'
import type { Screen } from './screen.ts'

export interface Person {
  readonly chatId: string
  readonly screen: Screen
  /** Writes a message; resolves when the channel has taken it, or could not be reached. */
  says(text: string): Promise<void>
  /** The platform hands over the last message once more; absent where that cannot happen. */
  readonly repeats?: () => Promise<void>
}

/** The real adapter with people at the other end of its real platform, or of a double of it. */
export interface ChannelHarness {
  readonly adapter: Adapter
  /** Two where the channel has several people. */
  readonly people: readonly [Person, ...Person[]]
  /** What a responder sends appears by itself; otherwise the person fetches it. */
  readonly pushes: boolean
  /** What is to be sent before the start waits for it; otherwise it goes out at once. */
  readonly waits?: boolean
  /** The person's side understands the Markdown subset; otherwise the adapter has to. */
  readonly markdown: boolean
  /** A reply is one message, however long: what does not fit is left out, and it says so. */
  readonly oneMessage?: boolean
  close(): Promise<void>
}

const MALFORMED = [
  { what: 'a link without an end', text: 'inicio **sin cerrar [enlace]( fin' },
  { what: 'HTML without an end', text: 'inicio <b>fin' },
  { what: 'code without an end', text: 'inicio ``` fin' },
  { what: 'crossed stars', text: 'inicio *a **b* c** fin' },
  { what: 'a link to a script', text: 'inicio [x](javascript:alert(1)) fin' },
  { what: 'thousands of quotes in one another', text: `${'>'.repeat(5000)} inicio fin` },
  { what: 'thousands of lists in one another', text: `${'1. '.repeat(3000)} inicio fin` },
]

const MARKED_UP = `**Importante**: mirá [el **formulario**](https://www.gba.gob.ar/formulario).

1. Llevá el **DNI**
   - original
   - **copia**
2. Sacá turno

## Después

<b>Esperá</b>`

const NOTICE = /no pude|problema/i

const NUMBERS = Array.from({ length: 400 }, (_, i) => i + 1)

/** What every channel does, whatever its platform. */
export const adapterConformance = (
  name: string,
  makeHarness: () => ChannelHarness | Promise<ChannelHarness>,
) =>
  describe(name, () => {
    let harness: ChannelHarness
    let received: Incoming[]

    beforeEach(async () => {
      harness = await makeHarness()
      received = []
    })
    afterEach(() => harness.close())

    /** Receives as the inbox does: the answer goes through the responder, then it is reported. */
    const answering =
      (answer: (message: Incoming) => Reply | Promise<Reply>): Receive =>
      async (message, responder) => {
        received.push(message)
        const answered = (async () => {
          const reply = await answer(message)
          await responder.send(reply)
          return reply
        })()
        return { duplicate: false, answered }
      }
    const textOf = ({ content }: Incoming) => (content.kind === 'text' ? content.text : '')
    const echo = answering(message => replyOf(`oí: ${textOf(message)}.`))

    test('what a person writes arrives as text, with an id of its own and the same chat', async () => {
      const [{ chatId, screen, says }] = harness.people
      await harness.adapter.start(echo)
      await says('hola, ¿qué papeles llevo?')
      await screen.sees('oí: hola, ¿qué papeles llevo?.')
      await says('¿y dónde queda?')
      await screen.sees('oí: ¿y dónde queda?.')
      const ids = received.map(({ messageId }) => messageId)
      expect(received).toMatchObject(
        ['hola, ¿qué papeles llevo?', '¿y dónde queda?'].map(text => ({
          channel: harness.adapter.channel,
          chatId,
          messageId: expect.stringMatching(/\S/),
          sentAt: expect.any(Date),
          content: { kind: 'text', text },
        })),
      )
      expect(new Set(ids).size).toBe(2)
    })

    test('a message that the platform delivers again keeps its id', async ({ skip }) => {
      const [{ says, repeats }] = harness.people
      if (!repeats) return skip('this platform never delivers twice')
      await harness.adapter.start(echo)
      await says('hola')
      await repeats()
      const [first, second] = received
      expect(second).toMatchObject({ messageId: first?.messageId, chatId: first?.chatId })
    })

    test('each person sees only the answers to what they wrote', async ({ skip }) => {
      const [ana, beto] = harness.people
      if (!beto) return skip('this channel has one person')
      let answerAna = () => {}
      const later = new Promise<void>(resolve => {
        answerAna = resolve
      })
      await harness.adapter.start(
        answering(async message => {
          if (message.chatId === ana.chatId) await later
          return replyOf(`para ${message.chatId}.`)
        }),
      )
      const said = Promise.all([ana.says('soy Ana'), beto.says('soy Beto')])
      expect(await beto.screen.sees(`para ${beto.chatId}.`)).not.toContain(ana.chatId)
      expect(ana.screen.text()).toBe('')
      answerAna()
      expect(await ana.screen.sees(`para ${ana.chatId}.`)).not.toContain(beto.chatId)
      await said
    })

    test('a long reply arrives whole and in order', async ({ skip }) => {
      const [{ screen, says }] = harness.people
      if (harness.oneMessage) return skip('a reply is one message here')
      const text = NUMBERS.map(n => `Párrafo ${n}, con lo que hay que llevar a la oficina.`)
      await harness.adapter.start(answering(() => replyOf(text.join('\n\n'))))
      await says('contame todo')
      const shown = await screen.sees('Párrafo 400, con lo que hay que llevar a la oficina.')
      expect([...shown.matchAll(/Párrafo (\d+)/g)].map(([, n]) => Number(n))).toEqual(NUMBERS)
    })

    test('a reply that is too long for its one message says so', async ({ skip }) => {
      const [{ screen, says }] = harness.people
      if (!harness.oneMessage) return skip('a long reply arrives whole here')
      const text = NUMBERS.map(n => `Párrafo ${n}, con lo que hay que llevar a la oficina.`)
      await harness.adapter.start(answering(() => replyOf(text.join('\n\n'))))
      await says('contame todo')
      const shown = await screen.sees('no entra entero')
      const arrived = [...shown.matchAll(/Párrafo (\d+), .* oficina\.\n\n/g)]
      expect(arrived.length).toBeGreaterThan(50)
      expect(arrived.map(([, n]) => Number(n))).toEqual(NUMBERS.slice(0, arrived.length))
      expect(shown).not.toContain(`Párrafo ${arrived.length + 1}`)
    })

    test('the choices of a reply reach the person, in order', async () => {
      const [{ screen, says }] = harness.people
      const choices = [
        { id: 'direcciones', label: 'Dónde queda' },
        { id: 'requisitos', label: 'Qué papeles llevo' },
      ]
      await harness.adapter.start(answering(() => ({ ...replyOf('¿Qué querés saber?'), choices })))
      await says('hola')
      await screen.sees(/¿Qué querés saber\?[\s\S]*Dónde queda[\s\S]*Qué papeles llevo/)
    })

    test('formatting is readable where the platform has none', async () => {
      const [{ screen, says }] = harness.people
      await harness.adapter.start(answering(() => replyOf(MARKED_UP)))
      await says('hola')
      const shown = await screen.sees('Esperá')
      for (const word of ['Importante', 'formulario', 'DNI', 'copia', 'Sacá turno', 'Después'])
        expect(shown).toContain(word)
      expect(shown).toContain('https://www.gba.gob.ar/formulario')
      if (!harness.markdown) expect(shown).not.toMatch(/\*\*|\]\(|##/)
    })

    test.each(MALFORMED)('malformed formatting still arrives: $what', async ({ text }) => {
      const [{ screen, says }] = harness.people
      await harness.adapter.start(answering(() => replyOf(text)))
      await says('hola')
      await screen.sees(/inicio[\s\S]*fin/)
    })

    test('after stopping, also twice, nothing is received', async () => {
      const [{ screen, says }] = harness.people
      await harness.adapter.start(echo)
      await says('antes')
      await screen.sees('oí: antes.')
      await harness.adapter.stop()
      await harness.adapter.stop()
      await says('después')
      expect(received.map(textOf)).toEqual(['antes'])
    })

    test('stopping before starting does nothing', async () => {
      await harness.adapter.stop()
      expect(harness.adapter.status().state).toBe('off')
    })

    test('after starting again each message is received and answered once', async () => {
      const [{ screen, says }] = harness.people
      await harness.adapter.start(answering(() => replyOf('respuesta de antes.')))
      await harness.adapter.stop()
      await harness.adapter.start(echo)
      await says('uno')
      await screen.sees('oí: uno.')
      await says('dos')
      const shown = await screen.sees('oí: dos.')
      expect(received.map(textOf)).toEqual(['uno', 'dos'])
      expect(shown.split('oí: uno.')).toHaveLength(2)
      expect(shown).not.toContain('respuesta de antes.')
    })

    test('its status says whether it is ready', async () => {
      const { adapter } = harness
      expect(adapter.status()).toMatchObject({ state: 'off', since: expect.any(Date) })
      await adapter.start(echo)
      expect(adapter.status()).toMatchObject({ state: 'ready', since: expect.any(Date) })
      await adapter.stop()
      expect(adapter.status()).toMatchObject({ state: 'off', since: expect.any(Date) })
    })

    test('a message that cannot be taken gets an honest notice, and the next one an answer', async () => {
      const [{ screen, says }] = harness.people
      await harness.adapter.start(async (message, responder) => {
        if (textOf(message) === 'uno') throw new Error('disk I/O error at inbox.ts:42')
        return echo(message, responder)
      })
      await says('uno')
      expect(await screen.sees(NOTICE)).not.toMatch(/error|inbox\.ts|undefined/i)
      await says('dos')
      await screen.sees('oí: dos.')
    })

    test('a message that fails later gets one apology, not two', async () => {
      const [{ screen, says }] = harness.people
      await harness.adapter.start(async (message, responder) => {
        if (textOf(message) !== 'uno') return echo(message, responder)
        await responder.send(replyOf('Perdón, no pude responderte. Probá de nuevo.'))
        return { duplicate: false, answered: Promise.reject(new Unanswered('no se pudo')) }
      })
      await says('uno')
      await screen.sees(NOTICE)
      await says('dos')
      const shown = await screen.sees('oí: dos.')
      expect(shown.match(/no pude|problema/gi)).toHaveLength(1)
    })

    test('what was left from before a restart can be sent before anybody writes', async () => {
      const [{ chatId, screen, says }] = harness.people
      const responder = harness.adapter.responder(chatId)
      await responder.typing()
      const sent = responder.send(replyOf('esto quedó pendiente.'))
      if (harness.waits) await harness.adapter.start(echo)
      await sent
      if (harness.pushes) await screen.sees('esto quedó pendiente.')
      else expect(responder.pulled).toBe(true)
      if (!harness.waits) await harness.adapter.start(echo)
      await says('hola')
      await screen.sees('oí: hola.')
    })
  })
