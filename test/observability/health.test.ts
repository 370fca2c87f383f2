import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { checkHealth } from '../../src/observability/health.ts'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { endpointStatus, modelStatus } from '../support/status.ts'

let db: Database
beforeEach(async () => {
  db = await openDatabase(':memory:')
})
afterEach(() => db.destroy())

describe('what is said of the servers of the model', () => {
  test('tells which of them needs a look by its number: the page is public, their addresses are not', async () => {
    const name = '10.0.0.8:11434'
    const endpoints = [
      endpointStatus(),
      endpointStatus({ name, warning: 'contexto corto' }),
      endpointStatus({ name: 'ollama.interno:11434', state: 'down' }),
    ]
    expect(await checkHealth(db, undefined, modelStatus({ endpoints }))).toEqual({
      ready: true,
      problems: [
        'no responden 1 de 3 servidores del modelo',
        'servidor 2 del modelo: contexto corto',
      ],
    })
  })

  test('is that the data answers alone, when none of them does', async () => {
    const endpoints = [endpointStatus({ state: 'down' })]
    const { ready, problems } = await checkHealth(db, undefined, modelStatus({ endpoints }))
    expect({ ready, problems }).toEqual({
      ready: true,
      problems: ['no responden 1 de 1 servidores del modelo: se contesta solo con los datos'],
    })
  })
})
