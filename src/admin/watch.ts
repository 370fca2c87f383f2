import type { ModelStatus } from '../llm/model.ts'
import type { Prompts } from '../llm/prompts.ts'
import type { Health } from '../observability/health.ts'
import type { BackupStatus } from '../storage/backups.ts'
import type { Database } from '../storage/database.ts'
import type { Audit } from './audit.ts'
import { createFigures } from './figures.ts'
import { openPseudonyms } from './pseudonyms.ts'
import { createReview, type ReviewFilter } from './review.ts'
import { reviewCsv } from './review-csv.ts'
import type { Settings } from './settings.ts'
import { createState } from './state.ts'

interface Deps {
  readonly db: Database
  readonly databasePath: string
  readonly settings: Settings
  readonly audit: Audit
  readonly prompts: Prompts
  readonly model: (() => ModelStatus) | undefined
  readonly health: () => Promise<Health>
  readonly lastBackup: () => BackupStatus
  /** Unix milliseconds. */
  readonly now: () => number
}

const inWords = ({ channel, municipio, from, to, seen }: ReviewFilter) =>
  [
    channel,
    municipio,
    from && `desde ${from}`,
    to && `hasta ${to}`,
    seen !== undefined && (seen ? 'vistos' : 'sin ver'),
  ]
    .filter(Boolean)
    .join(', ') || 'todo'

/** What operators look at: what was not understood, the figures, the state of the service. */
export const openWatch = async (deps: Deps) => {
  const { db, settings, audit, now } = deps
  const review = createReview({ db, pseudonym: await openPseudonyms(db), now })
  return {
    settings,
    review: {
      ...review,
      /** The queue as a CSV file, a piece at a time; that somebody took it away is recorded. */
      file: async (filter: ReviewFilter, user: string) => {
        const items = review.items(filter)
        await audit.record({ user, action: 'exportar-no-entendidos', detail: inWords(filter) })
        return reviewCsv(items)
      },
    },
    figures: createFigures({ db, now }),
    state: createState(deps),
  }
}
