import { randomBytes } from 'node:crypto'
import { createPseudonym } from '../observability/logger.ts'
import type { Database } from '../storage/database.ts'

const NAME = 'pseudonym-key'

/** Names for chats that stay the same over restarts, so that what was exported can be compared. */
export const openPseudonyms = async (db: Database) => {
  const key = JSON.stringify(randomBytes(32).toString('hex'))
  await db
    .insertInto('settings')
    .values({ name: NAME, value_json: key })
    .onConflict(conflict => conflict.doNothing())
    .execute()
  const { value_json } = await db
    .selectFrom('settings')
    .select('value_json')
    .where('name', '=', NAME)
    .executeTakeFirstOrThrow()
  return createPseudonym(JSON.parse(value_json) as string)
}
