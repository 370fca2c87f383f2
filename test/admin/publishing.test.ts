import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { forSpreadsheets } from '../../src/admin/data-csv.ts'
import { DRAFT_MS, KEPT } from '../../src/municipios/datasets.ts'
import { bytesOf, csvOf, openProvince, type Province } from '../support/datasets.ts'

type Running = Awaited<ReturnType<Province['start']>>

const [OLD, NEW] = [
  csvOf('1111-1111'),
  csvOf('2222-2222', ['Rauch,Egaña,,Tierras,Mitre 1,02297-1']),
]

let province: Province
let core: Running
beforeEach(async () => {
  province = openProvince(OLD)
  core = await province.start()
})
afterEach(async () => {
  await core.stop()
  province.remove()
})

const restart = async () => {
  await core.stop()
  core = await province.start()
}
const ask = async (text: string) => (await core.chat().say(text)).text
const telephone = async () => /\d{4}-\d{4}/.exec(await ask('¿dónde queda en Morón?'))?.[0]
const published = async () => (await core.list()).published
const acts = async () => {
  const list = await core.admin.audit.list({ limit: 20 })
  return list.map(({ user, action, detail }) => ({ user, action, detail }))
}

describe('what is published', () => {
  test('is answered from at once, by names and by data', async () => {
    expect((await core.chat().say('vivo en rauch, ¿dónde voy?')).about.municipios).toEqual([])
    await core.publish(NEW, 'llegó Rauch')
    expect(await telephone()).toBe('2222-2222')
    expect((await core.chat().say('vivo en egaña, ¿dónde voy?')).about).toMatchObject({
      municipios: ['Rauch'],
      offices: [{ telefono: '02297-1' }],
    })
    expect(await published()).toMatchObject({
      author: 'ana',
      comment: 'llegó Rauch',
      municipios: 6,
    })
  })

  test('lives on after a restart, although the file of the data folder says otherwise', async () => {
    await core.publish(NEW)
    await restart()
    expect(await telephone()).toBe('2222-2222')
    expect(await ask('¿dónde queda en Egaña?')).toContain('Mitre 1')
    expect((await core.health()).problems).toEqual([])
  })

  test('is noted with who did it, what it took the place of and why', async () => {
    const before = await published()
    await core.publish(NEW, 'llegó Rauch')
    const { id } = await published()
    expect((await acts())[0]).toEqual({
      user: 'ana',
      action: 'publicar-datos',
      detail: `datos ${id} (6 municipios, 7 oficinas) en lugar de los ${before.id}. llegó Rauch`,
    })
  })

  test('can be taken back in one step, and that too', async () => {
    const before = await published()
    const after = await core.publish(NEW, 'llegó Rauch')
    await core.decide({ id: before.id, base: after.id, confirmed: false }, 'beto')
    expect(await telephone()).toBe('1111-1111')
    expect(await ask('¿dónde queda en Egaña?')).not.toContain('Mitre 1')
    expect((await acts())[0]).toMatchObject({ user: 'beto', action: 'volver-datos' })
    expect((await core.list()).versions.map(({ id }) => id)).toEqual([before.id, after.id])

    await core.decide({ id: after.id, base: before.id, confirmed: false }, 'beto')
    expect(await telephone()).toBe('2222-2222')
    expect(await published()).toMatchObject({ id: after.id, comment: 'llegó Rauch' })
  })

  test('may leave out the municipio that a chat was about', async () => {
    const chat = core.chat()
    await chat.say('hola, soy de Pila')
    await core.publish(OLD.replace(/\nPila.*/, ''))
    const { about, text } = await chat.say('¿y el teléfono?')
    expect(about.municipios).toEqual([])
    expect(text).not.toContain('02242-7')
  })
})

describe('what is refused', () => {
  test('is what was decided over data that are no longer in use', async () => {
    const [one, other] = [
      await core.preview(bytesOf(NEW), 'ana'),
      await core.preview(bytesOf(csvOf('3333-3333')), 'beto'),
    ]
    const publication = ({ dataset, base }: typeof one) => ({
      id: dataset.id,
      base,
      confirmed: true,
    })
    await core.decide(publication(one), 'ana')
    await expect(core.decide(publication(other), 'beto')).rejects.toMatchObject({
      name: 'Refused',
      stale: true,
    })
    expect(await telephone()).toBe('2222-2222')
  })

  test('is one of two that are decided at the same moment', async () => {
    const drafts = await Promise.all(
      [NEW, csvOf('3333-3333')].map(text => core.preview(bytesOf(text), 'ana')),
    )
    const outcomes = await Promise.allSettled(
      drafts.map(({ dataset: { id }, base }) => core.decide({ id, base, confirmed: true }, 'ana')),
    )
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const { sha256 } = await published()
    const winner = drafts.find(({ dataset }) => dataset.sha256 === sha256)
    expect(await telephone()).toBe(winner === drafts[0] ? '2222-2222' : '3333-3333')
  })

  test('is what loses a fifth of the municipios, until it is confirmed', async () => {
    const { dataset, base, doubts } = await core.preview(
      bytesOf(OLD.replace(/\nPila.*\nLobos.*/, '')),
      'ana',
    )
    expect(doubts).toEqual(['Desaparecen 2 de los 5 municipios.'])
    const publish = (confirmed: boolean) => core.decide({ id: dataset.id, base, confirmed }, 'ana')
    await expect(publish(false)).rejects.toThrow('Desaparecen 2 de los 5 municipios.')
    expect(await ask('¿dónde queda en Pila?')).toContain('02242-7')
    await publish(true)
    expect(await ask('¿dónde queda en Pila?')).not.toContain('02242-7')
  })

  test('is what is in use already', async () => {
    const { id } = await published()
    await expect(core.decide({ id, base: id, confirmed: true }, 'ana')).rejects.toThrow('en uso')
  })

  test('is what was looked at too long ago, and what never was', async () => {
    const { dataset, base } = await core.preview(bytesOf(NEW), 'ana')
    const db = await province.database()
    const old = Date.now() - DRAFT_MS - 1000
    await db.updateTable('datasets').set({ loaded_at: old }).where('id', '=', dataset.id).execute()
    for (const id of [dataset.id, 999])
      await expect(core.decide({ id, base, confirmed: true }, 'ana')).rejects.toThrow('ya no está')
    await core.preview(bytesOf(NEW), 'ana')
    const kept = await db.selectFrom('datasets').select('id').execute()
    await db.destroy()
    expect(kept.map(({ id }) => id)).not.toContain(dataset.id)
  })

  test.each(['oficinas', 'published_dataset', 'audit'])(
    'is what the database cannot write whole (%s): the old data stay, now and after a restart',
    async table => {
      const before = await published()
      const { dataset, base } = await core.preview(bytesOf(NEW), 'ana')
      const db = await province.database()
      await sql
        .raw(
          `create trigger full before insert on ${table}
           begin select raise(abort, 'disk is full'); end`,
        )
        .execute(db)
      const publication = { id: dataset.id, base, confirmed: true }
      await expect(core.decide(publication, 'ana')).rejects.toThrow('disk is full')
      expect(await telephone()).toBe('1111-1111')
      await sql`drop trigger full`.execute(db)
      await db.destroy()
      await restart()
      expect(await telephone()).toBe('1111-1111')
      expect(await ask('¿dónde queda en Egaña?')).not.toContain('Mitre 1')
      expect(await published()).toEqual(before)
    },
  )
})

describe('the file of the data folder', () => {
  test('is taken when it changes, as long as nobody has chosen other data', async () => {
    province.writeFile(csvOf('4444-4444'))
    await restart()
    expect(await telephone()).toBe('4444-4444')
    expect(await published()).toMatchObject({ author: 'datos_tierras.csv', chosen: false })
  })

  test('takes the place of no data that a person chose, and that is told', async () => {
    await core.publish(NEW)
    province.writeFile(csvOf('4444-4444'))
    await restart()
    expect(await telephone()).toBe('2222-2222')
    const { problem } = await core.list()
    expect(problem).toContain('datos_tierras.csv cambió, pero se siguen usando los datos')
    expect(await core.health()).toEqual({ ready: true, problems: [problem] })
  })

  test('is taken by who looks at it and publishes it', async () => {
    await core.publish(NEW)
    province.writeFile(csvOf('4444-4444'))
    await restart()
    const { dataset, base, changes } = await core.previewFile('ana')
    expect(changes.changed).toMatchObject([{ municipio: 'Morón' }])
    await core.decide({ id: dataset.id, base, confirmed: true }, 'ana')
    expect(await telephone()).toBe('4444-4444')
    expect((await core.health()).problems).toEqual([])
    await restart()
    expect(await telephone()).toBe('4444-4444')
    expect((await core.health()).problems).toEqual([])
  })

  test('is no news any more once a person who was told of it has chosen', async () => {
    await core.publish(NEW)
    province.writeFile(csvOf('4444-4444'))
    await restart()
    await core.publish(csvOf('5555-5555'))
    expect((await core.health()).problems).toEqual([])
    await restart()
    expect((await core.health()).problems).toEqual([])
    expect(await telephone()).toBe('5555-5555')
  })
})

describe('former datasets', () => {
  test('are kept, the last twenty besides the one in use', async () => {
    for (let i = 0; i < KEPT + 3; i++) await core.publish(csvOf(`60${10 + i}-0000`))
    const { versions, published } = await core.list()
    expect(versions).toHaveLength(KEPT + 1)
    expect(versions[0]?.id).toBe(published.id)
    expect(versions.some(({ author }) => author === 'datos_tierras.csv')).toBe(false)
    const db = await province.database()
    const { count } = await db
      .selectFrom('datasets')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    await db.destroy()
    expect(count).toBe(KEPT + 1)
  })

  test('are given back whole, for a spreadsheet, whatever their encoding', async () => {
    const bytes = Buffer.from(NEW, 'latin1')
    const { dataset } = await core.preview(bytes, 'ana')
    const file = Buffer.from(await core.read(dataset.id)).toString()
    expect(file).toBe(Buffer.from(forSpreadsheets(bytes)).toString())
    expect(file).toContain('Morón;')
  })
})
