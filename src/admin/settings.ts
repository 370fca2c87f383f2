import type { Channel } from '../channel.ts'
import type { Database } from '../storage/database.ts'
import { clean } from '../text.ts'
import type { Act } from './audit.ts'
import { DAY_MS, startOfDay } from './days.ts'
import { Refused } from './refusals.ts'

/** Channels that operators can switch; the terminal is whoever sits at it. */
export const SWITCHED = ['web', 'telegram', 'whatsapp'] as const satisfies readonly Channel[]
export type SwitchedChannel = (typeof SWITCHED)[number]

/** Who changed something, and when in Unix milliseconds. */
interface Change {
  readonly by: string
  readonly at: number
}

export interface Closed extends Change {
  readonly comment: string
}

export interface Banner extends Change {
  readonly text: string
  /** The last day on which it is shown, as 2026-11-22. */
  readonly until?: string
}

export interface Settings {
  /** Why a channel is switched off; undefined while it is on. */
  closed(channel: Channel): Closed | undefined
  /** Throws `Refused`, as do the others, when what is asked makes no sense. */
  close(channel: string, comment: string, by: string): Promise<void>
  open(channel: string, comment: string, by: string): Promise<void>
  /** What operators wrote for citizens, whether or not it is still shown. */
  banner(): Banner | undefined
  /** What citizens are shown today. */
  notice(): string | undefined
  /** An empty text takes the banner away. */
  setBanner(text: string, until: string | undefined, by: string): Promise<void>
}

interface Deps {
  readonly db: Database
  /** Unix milliseconds. */
  readonly now: () => number
  /** Takes note of what an operator did. */
  readonly record: (act: Act) => Promise<unknown>
}

export const MAX_BANNER = 300
export const MAX_COMMENT = 300
const BANNER = 'banner'

const nameOf = (channel: Channel) => `closed:${channel}`
const isSwitched = (channel: string): channel is SwitchedChannel =>
  SWITCHED.includes(channel as SwitchedChannel)

const oneLine = (text: string, max: number, what: string) => {
  const line = clean(text).replace(/\s+/g, ' ')
  if (line.length > max) throw new Refused(`${what} tiene ${line.length} letras; entran ${max}.`)
  return line
}

/** Opens the settings: kept in the database, read once. */
export const openSettings = async ({ db, now, record }: Deps): Promise<Settings> => {
  const rows = await db.selectFrom('settings').selectAll().execute()
  const values = new Map<string, unknown>(rows.map(row => [row.name, JSON.parse(row.value_json)]))

  const set = async (name: string, value: object | undefined) => {
    if (value)
      await db
        .replaceInto('settings')
        .values({ name, value_json: JSON.stringify(value) })
        .execute()
    else await db.deleteFrom('settings').where('name', '=', name).execute()
    // Only what is stored is in force: both change together or neither.
    if (value) values.set(name, value)
    else values.delete(name)
  }

  const closed = (channel: Channel) => values.get(nameOf(channel)) as Closed | undefined
  const banner = () => values.get(BANNER) as Banner | undefined

  const named = (channel: string) => {
    if (!isSwitched(channel)) throw new Refused('Ese canal no se puede apagar.')
    return channel
  }

  return {
    closed,
    close: async (name, said, by) => {
      const channel = named(name)
      const comment = oneLine(said, MAX_COMMENT, 'El motivo')
      if (!comment) throw new Refused('Para apagar un canal hay que decir por qué.')
      await set(nameOf(channel), { comment, by, at: now() } satisfies Closed)
      await record({ user: by, action: 'apagar-canal', detail: `${channel}: ${comment}` })
    },
    open: async (name, said, by) => {
      const channel = named(name)
      const comment = oneLine(said, MAX_COMMENT, 'El comentario')
      await set(nameOf(channel), undefined)
      const detail = comment ? `${channel}: ${comment}` : channel
      await record({ user: by, action: 'prender-canal', detail })
    },
    banner,
    notice: () => {
      const { text, until } = banner() ?? {}
      const end = until === undefined ? Number.POSITIVE_INFINITY : (startOfDay(until) ?? 0) + DAY_MS
      return now() < end ? text : undefined
    },
    setBanner: async (said, until, by) => {
      const text = oneLine(said, MAX_BANNER, 'El aviso')
      if (until !== undefined && startOfDay(until) === undefined)
        throw new Refused('El último día no es una fecha.')
      const ended = until !== undefined && (startOfDay(until) ?? 0) + DAY_MS <= now()
      if (text && ended) throw new Refused('El último día ya pasó.')
      await set(BANNER, text ? { text, ...(until && { until }), by, at: now() } : undefined)
      const detail = text ? `${text}${until ? ` (hasta el ${until})` : ''}` : 'sin aviso'
      await record({ user: by, action: 'cambiar-aviso', detail })
    },
  }
}
