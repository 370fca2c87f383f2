import { afterEach, beforeEach, expect, test } from 'vitest'
import { conversationId } from '../../src/channel.ts'
import {
  deleteSession,
  loadSession,
  NEW_SESSION,
  SESSION_TTL_MS,
  type Session,
  saveSession,
} from '../../src/conversation/sessions.ts'
import { type Database, openDatabase } from '../../src/storage/database.ts'

const NOW = Date.UTC(2026, 10, 22)
const CHAT = conversationId('telegram', '5')
const SESSION: Session = {
  municipios: ['Morón'],
  pending: ['direcciones'],
  choices: [{ id: 'requisitos', label: 'Qué papeles llevo' }],
  misses: 2,
}
let db: Database

beforeEach(async () => {
  db = await openDatabase(':memory:')
})
afterEach(() => db.destroy())

test('a chat that is not known has a new session', async () => {
  expect(loadSession(db, CHAT, NOW)).toEqual({ municipios: [], choices: [], misses: 0 })
})

test('a session is read as it was saved', async () => {
  saveSession(db, CHAT, SESSION, NOW)
  expect(loadSession(db, CHAT, NOW)).toEqual(SESSION)
})

test('the last one saved is the one that holds, whole', async () => {
  saveSession(db, CHAT, SESSION, NOW)
  const later: Session = { municipios: [], choices: [], misses: 0 }
  saveSession(db, CHAT, later, NOW + 1)
  expect(loadSession(db, CHAT, NOW + 1)).toEqual(later)
})

test('a chat silent for a day has a session still, and a moment later a new one', async () => {
  saveSession(db, CHAT, SESSION, NOW)
  expect(loadSession(db, CHAT, NOW + SESSION_TTL_MS)).toEqual(SESSION)
  expect(loadSession(db, CHAT, NOW + SESSION_TTL_MS + 1)).toEqual(NEW_SESSION)
})

test('every message puts off the end of the session', async () => {
  saveSession(db, CHAT, SESSION, NOW)
  saveSession(db, CHAT, SESSION, NOW + SESSION_TTL_MS)
  expect(loadSession(db, CHAT, NOW + 2 * SESSION_TTL_MS)).toEqual(SESSION)
})

test('chats of one name in two channels do not share a session', async () => {
  saveSession(db, CHAT, SESSION, NOW)
  expect(loadSession(db, conversationId('whatsapp', '5'), NOW)).toEqual(NEW_SESSION)
})

test('a session written by an older version lacks nothing', async () => {
  await db
    .insertInto('sessions')
    .values({ conversation_id: CHAT, state_json: '{"municipios":["Morón"]}', updated_at: NOW })
    .execute()
  expect(loadSession(db, CHAT, NOW)).toEqual({
    municipios: ['Morón'],
    choices: [],
    misses: 0,
  })
})

test('a deleted session is gone, and only that one', async () => {
  const other = conversationId('telegram', '6')
  saveSession(db, CHAT, SESSION, NOW)
  saveSession(db, other, SESSION, NOW)
  await deleteSession(db, CHAT)
  expect(loadSession(db, CHAT, NOW)).toEqual(NEW_SESSION)
  expect(loadSession(db, other, NOW)).toEqual(SESSION)
})
