import { expect, test } from 'vitest'
import { openDatabase } from '../../src/storage/database.ts'
import { startCore } from '../support/core.ts'
import { logTurn } from '../support/turns.ts'

const TWO_DAYS_MS = 2 * 24 * 60 * 60 * 1000

test('turns that are deleted for their age have been counted before', async () => {
  const core = await startCore({ RETENTION_DAYS: '1' })
  const db = await openDatabase(core.config.databasePath)
  await logTurn(db, 'hace días', { at: Date.now() - TWO_DAYS_MS })
  await core.housekeeping.run()
  const left = await db.selectFrom('turns').select('id').execute()
  await db.destroy()
  const { total } = await core.admin.figures.read(7)
  await core.stop()
  expect(left).toEqual([])
  expect(total).toBe(1)
})
