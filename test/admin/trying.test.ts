import { setImmediate as othersTurn } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bytesOf, csvOf, openProvince, type Province } from '../support/datasets.ts'

type Running = Awaited<ReturnType<Province['start']>>

let province: Province
let core: Running
/** A dataset that is only looked at. */
let draft: number
beforeAll(async () => {
  province = openProvince(
    csvOf('1111-1111')
      .replace('CABECERA', 'ALIAS')
      .replace(',Morón,Tierras', ',"Moroncito",Tierras'),
  )
  core = await province.start()
  const more = 'Rauch,Egaña,,Tierras,Mitre 1,02297-1'
  const { dataset } = await core.preview(bytesOf(csvOf('2222-2222', [more])), 'ana')
  draft = dataset.id
}, 30_000)
afterAll(async () => {
  await core.stop()
  province.remove()
})

const found = async (text: string, id?: number) => {
  const { places } = await core.search(text, id)
  return places.map(({ municipio }) => municipio)
}

describe('looking for a place', () => {
  test.each([
    ['moron', 'Morón', []],
    ['  MORÓN ', 'Morón', []],
    ['haed', 'Morón', ['Haedo']],
    ['moroncito', 'Morón', ['Moroncito']],
    ['maria', 'Lobos', ['Salvador María']],
  ])('«%s» finds %s', async (text, municipio, by) => {
    const { places } = await core.search(text)
    expect(places[0]).toMatchObject({ municipio, by })
  })

  test('gives all that the data say of it', async () => {
    const { places, total } = await core.search('haedo')
    expect(total).toBe(1)
    expect(places[0]).toEqual({
      municipio: 'Morón',
      cabecera: 'Morón',
      localidades: ['Castelar', 'Haedo'],
      alias: ['Moroncito'],
      offices: [
        {
          municipio: 'Morón',
          dependencia: 'Tierras',
          direccion: 'Brown 1111-1111',
          telefono: '1111-1111',
        },
      ],
      by: ['Haedo'],
    })
  })

  test('gives the municipio of that name before those that only have it in a localidad', async () => {
    expect(await found('la')).toEqual(expect.arrayContaining(['Azul', 'Pila']))
    expect((await found('pila'))[0]).toBe('Pila')
  })

  test('gives the offices of the Province too, and nothing for what is no place', async () => {
    expect(await found('provincia')).toEqual(['Provincia de Buenos Aires'])
    expect(await found('xyzzy')).toEqual([])
  })

  test('goes over the data in use, or over what is only looked at', async () => {
    expect(await found('egana')).toEqual([])
    expect(await found('egana', draft)).toEqual(['Rauch'])
  })

  test('gives the first twenty and says how many there are', async () => {
    const rows = Array.from({ length: 30 }, (_, i) => `Muni ${i},,,Tierras,,1-${i}`)
    const { dataset } = await core.preview(bytesOf(csvOf('3333-3333', rows)), 'ana')
    const { places, total } = await core.search('muni', dataset.id)
    expect([places.length, total]).toEqual([20, 30])
  })
})

describe('what the assistant would answer', () => {
  test('is what it answers to a citizen, and nothing of it is kept', async () => {
    const question = '¿dónde queda lo de las escrituras en moron?'
    const { text, about } = await core.answer(question)
    expect(text).toBe((await core.chat().say(question)).text)
    expect(about.municipios).toEqual(['Morón'])
    const db = await province.database()
    const count = async () => [
      (await db.selectFrom('turns').select('id').execute()).length,
      (await db.selectFrom('sessions').select('conversation_id').execute()).length,
      (await db.selectFrom('inbox').select('seq').execute()).length,
    ]
    const before = await count()
    await core.answer(question)
    await core.answer('borrar')
    expect(await count()).toEqual(before)
    await db.destroy()
  })

  test('can be seen from data that are only looked at', async () => {
    expect((await core.answer('vivo en egaña, ¿dónde voy?', draft)).text).toContain('Mitre 1')
    expect((await core.answer('¿dónde queda en Morón?', draft)).text).toContain('2222-2222')
    expect((await core.answer('¿dónde queda en Morón?')).text).toContain('1111-1111')
    await expect(core.answer('hola', 999)).rejects.toThrow('ya no está')
  })
})

describe('messages that come while data are published', () => {
  test('are each answered from one dataset: the telephone goes with the address', async () => {
    let publishing = true
    const seen = new Map<string, number>()
    const citizen = async () => {
      const chat = core.chat()
      while (publishing) {
        const { text, about } = await chat.say('¿dónde queda en Morón?')
        const [, address] = /Brown (\S+)/.exec(text) ?? []
        const [, telephone] = /Teléfono: (\S+)/.exec(text) ?? []
        expect(telephone).toBe(address)
        expect(about.offices[0]?.telefono).toBe(telephone)
        // Nothing here waits for the outside: without this nobody else would ever have a turn.
        await othersTurn()
        seen.set(telephone ?? '', (seen.get(telephone ?? '') ?? 0) + 1)
      }
    }
    const citizens = Promise.all(Array.from({ length: 8 }, citizen))
    for (let i = 0; i < 10; i++) {
      const telephone = i % 2 ? '6666-6666' : '5555-5555'
      await core.publish(csvOf(telephone))
      const before = seen.get(telephone) ?? 0
      // Until somebody was answered from it, or a citizen has failed.
      const answered = async () => {
        while ((seen.get(telephone) ?? 0) === before) await othersTurn()
      }
      await Promise.race([answered(), citizens])
    }
    publishing = false
    await citizens
    expect([...seen.keys()].sort()).toEqual(['1111-1111', '5555-5555', '6666-6666'])
  }, 30_000)
})
