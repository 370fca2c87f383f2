import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Reply } from '../../src/channel.ts'
import { curated } from '../../src/conversation/curated.ts'
import { OF_WHAT_WAS_TOLD } from '../../src/conversation/replies.ts'
import { readEntries } from '../../src/tramites/entries.ts'
import { startCore } from '../support/core.ts'
import { openChat, topicsOf } from '../support/responder.ts'

const entries = readEntries('data')
const NO_MORE = 'De eso no sé más que lo que te conté'

let core: Awaited<ReturnType<typeof startCore>>
beforeAll(async () => {
  core = await startCore()
})
afterAll(() => core.stop())

const chat = () => openChat(core.inbox)
/** Entries that the reply tells, whole or in part. */
const entriesIn = ({ text }: Reply) => {
  const [first = ''] = text.replace(`${OF_WHAT_WAS_TOLD}\n\n`, '').split(/(?<!:)\n{2,}/)
  return entries
    .filter(({ texto }) => (first && texto.includes(first)) || text.includes(curated(texto, true)))
    .map(({ id }) => id)
}

describe('a message that says little is read after what was said before', () => {
  test.each([[['mi mamá tiene 84 y no camina, el boleto está a nombre de ella', 'puedo ir yo?']]])(
    'and asks for more than is known: %j',
    async said => {
      expect((await chat().sayAll(...said)).text).toContain(NO_MORE)
    },
  )

  test.each([
    [['tengo boleto del 90', 'pero el que me vendió se niega'], 'vendedor-no-quiere-firmar'],
    [
      ['compré un lote en cuotas', 'y ya terminé de pagar', 'el dueño no aparece'],
      'vendedor-no-aparece',
    ],
  ])('and asks for another entry: %j', async (said, entry) => {
    expect(entriesIn(await chat().sayAll(...said))).toContain(entry)
  })

  test.each([
    [
      ['¿qué es el bien de familia?', 'y si debo la tarjeta de antes también me cubre?'],
      'no te la pueden ejecutar (rematar) por deudas posteriores',
    ],
    [
      [
        'murió papá y la casa quedó para mis hermanos y yo',
        'uno no se habla con nadie, ¿y si no firma?',
      ],
      'Nadie firma por otro heredero',
    ],
    [
      ['una señora me pide 200 mil pesos para la escritura', 'quiero hacer la denuncia, ¿dónde?'],
      'denuncia en la comisaría',
    ],
  ])('and gets the part of what was told that answers it: %j', async (said, part) => {
    const { text } = await chat().sayAll(...said)
    expect(text).toContain(part)
    expect(text).not.toContain(NO_MORE)
    expect(text.length).toBeLessThan(420)
  })

  test('also after a choice', async () => {
    const opened = chat()
    const { choices } = await opened.say('hola')
    const papers = choices.find(({ id }) => id === 'requisitos')
    if (papers) await opened.choose(papers)
    expect((await opened.say('y si no los tengo?')).text).toContain(NO_MORE)
  })

  test('with the office, once the municipio is known', async () => {
    const opened = chat()
    await opened.say('soy de Merlo')
    const { text, about } = await opened.sayAll(
      'soy viuda y la casa no tiene escritura',
      'y entonces?',
    )
    expect(text).toContain(NO_MORE)
    expect(about.offices.map(({ municipio }) => municipio)).toContain('Merlo')
  })

  test('and three times without an answer leads to a person', async () => {
    const said = ['soy viuda y la casa nunca se escrituró', '¿y entonces?', '¿y ahora?', '¿y yo?']
    expect((await chat().sayAll(...said)).text).toContain('hables con una persona')
  })
})

test('what is kept of a matter names nobody', async () => {
  const opened = chat()
  await opened.say('tengo boleto, mi dni 23.456.789, ¿puedo escriturar?')
  const db = new SQLite(core.config.databasePath, { readonly: true })
  const states = db.prepare('select state_json from sessions').pluck().all().join()
  db.close()
  expect(states).toContain('[dni]')
  expect(states).not.toContain('23.456.789')
})

describe('a message is read by itself', () => {
  test.each([
    'otra cosa, ¿juega boca hoy?',
    'a qué hora abre el registro civil para renovar el dni',
    'gracias, muy amable señorita, dios la bendiga',
  ])('when it is about something else: %s', async text => {
    const reply = await chat().sayAll('soy viuda y la casa nunca se escrituró', text)
    expect(reply.text).not.toContain(NO_MORE)
    expect(entriesIn(reply)).toEqual([])
  })

  test('when nothing was said before', async () => {
    expect((await chat().say('¿y entonces?')).text).not.toContain(NO_MORE)
  })

  test('after the chat was erased', async () => {
    const said = ['soy viuda y la casa nunca se escrituró', '/borrar', '¿y entonces?']
    expect((await chat().sayAll(...said)).text).not.toContain(NO_MORE)
  })
})

interface Talk {
  readonly mensajes: readonly string[]
  readonly respuesta: readonly string[]
}

const kindsOf = (reply: Reply, before: Reply | undefined): string[] => {
  const { source, offices, intents } = reply.about
  const told = entriesIn(reply)
  const again = before && told.length > 0 && told.join() === entriesIn(before).join()
  // To choose one of the topics is to be answered.
  const kinds = [...told, ...topicsOf(reply)]
  if (again || reply.text.includes(NO_MORE)) kinds.push('misma')
  if (source === 'fallback') kinds.push('no-se')
  if (source === 'directory' && offices.length > 0)
    kinds.push(intents.includes('persona') ? 'persona' : 'oficina')
  if (reply.text.startsWith('Perdón')) kinds.push('disculpa')
  if (source === 'clarification' && /municipio/.test(reply.text)) kinds.push('pregunta')
  if (source === 'smalltalk' || /Contame qué necesit/.test(reply.text)) kinds.push('charla')
  return kinds
}

test.each([
  ['charlas.desarrollo.jsonl', 0.7],
  ['charlas.desarrollo-2.jsonl', 0.5],
  ['charlas.informe.jsonl', 0.56],
])('enough of the labelled chats end in an answer that helps: %s', async (file, least) => {
  const talks = readFileSync(join(import.meta.dirname, '../fixtures', file), 'utf8')
    .trim()
    .split('\n')
  let helped = 0
  for (const line of talks) {
    const { mensajes, respuesta } = JSON.parse(line) as Talk
    const opened = chat()
    const replies: Reply[] = []
    for (const message of mensajes) replies.push(await opened.say(message))
    const [last, before] = replies.reverse()
    if (last && kindsOf(last, before).some(kind => respuesta.includes(kind))) helped++
  }
  expect(helped / talks.length).toBeGreaterThanOrEqual(least)
})
