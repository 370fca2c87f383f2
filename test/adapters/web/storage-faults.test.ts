import SQLite from 'better-sqlite3'
import { type RawBuilder, sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Database } from '../../../src/storage/database.ts'
import { type GenerateJson, newChat, startWeb, type Web } from '../../support/web.ts'

// The limits of SQLite that stand for a full or read-only disk are set on the connection that the
// program itself writes with; nothing outside the core gives it away, so it is caught on opening.
const caught = vi.hoisted(() => ({ db: undefined as Database | undefined }))
vi.mock(import('../../../src/storage/database.ts'), async original => {
  const actual = await original()
  const openDatabase = async (path: string) => {
    caught.db = await actual.openDatabase(path)
    return caught.db
  }
  return { ...actual, openDatabase }
})

let web: Web
beforeEach(async () => {
  web = await startWeb()
})
afterEach(() => web.stop())

const onConnection = async (statement: RawBuilder<unknown>) => {
  if (!caught.db) throw new Error('no database was opened')
  await statement.execute(caught.db)
}

interface Fault {
  readonly name: string
  /** Makes writing fail; gives the way back. */
  begin(): Promise<() => unknown>
}

const faults: Fault[] = [
  {
    name: 'locked by another program',
    begin: async () => {
      const other = new SQLite(web.config.databasePath)
      other.exec('begin exclusive')
      return () => other.exec('rollback').close()
    },
  },
  {
    name: 'read-only',
    begin: async () => {
      await onConnection(sql`pragma query_only = on`)
      return () => onConnection(sql`pragma query_only = off`)
    },
  },
  {
    name: 'full',
    begin: async () => {
      // Not less than what there is: the next page that is needed cannot be had.
      await onConnection(sql`pragma max_page_count = 1`)
      return () => onConnection(sql`pragma max_page_count = 1073741823`)
    },
  },
]

const NOT_NOW = {
  error: {
    code: 'no_disponible',
    message: 'No pude responderte ahora. Probá de nuevo en un ratito.',
  },
}

const newMessage = () => ({
  prompt: 'requisitos en Merlo',
  session_id: newChat(),
  message_id: 'm1',
})

/** Asks, each in a chat of its own, until one is refused; gives all and the answers there were. */
const askUntilRefused = async () => {
  const answers = new Map<ReturnType<typeof newMessage>, GenerateJson | undefined>()
  while (answers.size < 200) {
    const message = newMessage()
    const response = await web.post('/generate', message)
    if (response.status === 200) {
      answers.set(message, (await response.json()) as GenerateJson)
      continue
    }
    answers.set(message, undefined)
    return { answers, refused: response }
  }
  throw new Error('everything was answered')
}

describe.each(faults)('while the database is $name', ({ begin }) => {
  test('a message is refused in Spanish, with when to try again', async () => {
    const end = await begin()
    const { refused } = await askUntilRefused()
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toBe('5')
    expect(await refused.json()).toEqual(NOT_NOW)
    await end()
  })

  test('and after it, the same messages are answered, nothing lost and nothing twice', async () => {
    const before = newMessage()
    const first = await web.ask(before)
    const end = await begin()
    const { answers } = await askUntilRefused()
    await end()
    for (const [message, answer] of [[before, first] as const, ...answers]) {
      const again = await web.ask(message)
      expect(again).toEqual(answer ?? again)
      expect(again.municipios).toEqual(['Merlo'])
      expect(await web.history(message.session_id)).toHaveLength(1)
    }
  })

  test('the page, the history and the sign of life are served', async () => {
    const message = newMessage()
    await web.ask(message)
    const end = await begin()
    expect((await web.get('/')).status).toBe(200)
    expect((await web.get('/livez')).status).toBe(200)
    expect(await web.history(message.session_id)).toHaveLength(1)
    await end()
  })
})

describe('readiness', () => {
  // Not a full one: that is in disk-full.test.ts, for here the probe needs no page more.
  test.each(faults.slice(0, 2))('is denied while the database is $name', async ({ begin }) => {
    const end = await begin()
    const denied = await web.get('/readyz')
    expect(denied.status).toBe(503)
    expect(await denied.json()).toEqual({
      ...NOT_NOW,
      problems: ['no se puede escribir en la base de datos'],
    })
    await end()
    const ready = await web.get('/readyz')
    expect([ready.status, await ready.json()]).toEqual([200, { ok: true, problems: [] }])
  })
})

test('a chat that cannot be cleared is not said to be', async () => {
  const message = newMessage()
  await web.ask(message)
  const [locked] = faults
  const end = await locked?.begin()
  const refused = await web.post('/clear', { session_id: message.session_id })
  expect([refused.status, await refused.json()]).toEqual([503, NOT_NOW])
  await end?.()
  expect(await web.history(message.session_id)).toHaveLength(1)
})
