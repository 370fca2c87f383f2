import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSettings, type Settings } from '../../src/admin/settings.ts'
import { type Database, openDatabase } from '../../src/storage/database.ts'

const NOON = Date.parse('2026-11-22T12:00:00-03:00')
let db: Database
let now: number
let done: string[]
let settings: Settings

const open = () =>
  openSettings({
    db,
    now: () => now,
    record: async ({ user, action, detail }) => {
      done.push(`${user} ${action} ${detail}`)
    },
  })

beforeEach(async () => {
  db = await openDatabase(':memory:')
  now = NOON
  done = []
  settings = await open()
})
afterEach(() => db.destroy())

test('every channel is on until somebody switches it off', async () => {
  expect(settings.closed('telegram')).toBeUndefined()
  await settings.close('telegram', '  datos en\nrevisión ', 'ana')
  expect(settings.closed('telegram')).toEqual({ comment: 'datos en revisión', by: 'ana', at: NOON })
  expect(settings.closed('web')).toBeUndefined()
  await settings.open('telegram', '', 'beto')
  expect(settings.closed('telegram')).toBeUndefined()
})

test('a channel is not switched off without saying why', async () => {
  await expect(settings.close('web', '  ', 'ana')).rejects.toThrow('hay que decir por qué')
  await expect(settings.close('web', 'x'.repeat(301), 'ana')).rejects.toThrow('301 letras')
  expect(settings.closed('web')).toBeUndefined()
  expect(done).toEqual([])
})

test('only the channels of citizens can be switched', async () => {
  await expect(settings.close('terminal', 'porque sí', 'ana')).rejects.toThrow('no se puede apagar')
  await expect(settings.open('fax', '', 'ana')).rejects.toThrow('no se puede apagar')
})

test('what was set is in force after a restart', async () => {
  await settings.close('whatsapp', 'número bloqueado', 'ana')
  await settings.setBanner('El lunes es feriado.', undefined, 'ana')
  const again = await open()
  expect(again.closed('whatsapp')).toMatchObject({ comment: 'número bloqueado' })
  expect(again.notice()).toBe('El lunes es feriado.')
})

test('a banner is shown up to the end of its last day in Buenos Aires', async () => {
  await settings.setBanner('El lunes es feriado.', '2026-11-23', 'ana')
  now = Date.parse('2026-11-23T23:59:59-03:00')
  expect(settings.notice()).toBe('El lunes es feriado.')
  now = Date.parse('2026-11-24T00:00:00-03:00')
  expect(settings.notice()).toBeUndefined()
  expect(settings.banner()).toMatchObject({ text: 'El lunes es feriado.', until: '2026-11-23' })
})

test('an empty text takes the banner away', async () => {
  await settings.setBanner('Aviso', undefined, 'ana')
  await settings.setBanner(' ', undefined, 'beto')
  expect(settings.notice()).toBeUndefined()
  expect(settings.banner()).toBeUndefined()
})

test.each([
  { text: 'x'.repeat(301), until: undefined, problem: '301 letras' },
  { text: 'Aviso', until: '2026-02-30', problem: 'no es una fecha' },
  { text: 'Aviso', until: 'mañana', problem: 'no es una fecha' },
  { text: 'Aviso', until: '2026-11-21', problem: 'ya pasó' },
])('a banner is refused: $problem', async ({ text, until, problem }) => {
  await expect(settings.setBanner(text, until, 'ana')).rejects.toThrow(problem)
  expect(settings.banner()).toBeUndefined()
})

test('every change says who made it', async () => {
  await settings.close('web', 'mantenimiento', 'ana')
  await settings.open('web', '', 'beto')
  await settings.setBanner('Aviso', '2026-12-01', 'ana')
  await settings.setBanner('', undefined, 'ana')
  expect(done).toEqual([
    'ana apagar-canal web: mantenimiento',
    'beto prender-canal web',
    'ana cambiar-aviso Aviso (hasta el 2026-12-01)',
    'ana cambiar-aviso sin aviso',
  ])
})

test('what could not be stored is not in force', async () => {
  await db.schema.dropTable('settings').execute()
  await expect(settings.close('web', 'mantenimiento', 'ana')).rejects.toThrow()
  expect(settings.closed('web')).toBeUndefined()
  expect(done).toEqual([])
})
