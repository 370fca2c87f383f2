import type { Generated } from 'kysely'

// Times are Unix milliseconds; columns ending in _json hold JSON text.

export interface InboxTable {
  channel: string
  chat_id: string
  message_id: string
  /** Order of arrival, for answering after a restart. */
  seq: Generated<number>
  status: 'pending' | 'answered' | 'delivered' | 'failed'
  received_at: number
  /** Cleared once answered: what a person wrote is kept only as long as it is needed. */
  content_json: string | null
  /** Null once answered where the log of turns has the answer, and where it was erased. */
  reply_json: string | null
}

export interface SessionsTable {
  conversation_id: string
  state_json: string
  updated_at: number
}

export interface TurnsTable {
  id: Generated<number>
  conversation_id: string
  channel: string
  message_id: string
  at: number
  /** Personal data masked. */
  text: string
  reply_json: string
  source: string
  took_ms: number
}

/** At most one verdict of each turn. */
export interface FeedbackTable {
  conversation_id: string
  message_id: string
  verdict: 'up' | 'down'
  /** Personal data masked. */
  reason: string | null
  at: number
}

export interface DatasetsTable {
  id: Generated<number>
  /** Of the file. */
  sha256: string
  loaded_at: number
  /** Offices, those of the Province included. */
  rows: number
  municipios: number
  author: string
  comment: string
  /** When it was last put in use; null while it is only looked at. */
  published_at: number | null
  /** The file; null in datasets of before it was kept. */
  csv: Buffer | null
}

/** One row: the dataset in use. */
export interface PublishedDatasetTable {
  id: 1
  dataset_id: number
  /** 1 once a person has chosen it: then a changed file no longer takes its place. */
  chosen: 0 | 1
  /** Of the file of the data folder as it stood then. */
  file_sha256: string
}

export interface MunicipiosTable {
  nombre: string
  cabecera: string
  localidades_json: string
  alias_json: string
}

export interface OficinasTable {
  id: Generated<number>
  municipio: string
  dependencia: string | null
  direccion: string | null
  telefono: string | null
  whatsapp: string | null
  horario: string | null
  email: string | null
  web: string | null
  fuente: string | null
  fecha: string | null
}

/** One row, written to see whether the database takes writes. */
export interface HeartbeatTable {
  id: 1
  at: number
}

export interface PromptsTable {
  version: Generated<number>
  text: string
  author: string
  comment: string
  sha256: string
  created_at: number
}

/** One row: the version in use. */
export interface PublishedPromptTable {
  id: 1
  version: number
  /** 1 once a person has chosen it: then a changed default no longer takes its place. */
  chosen: 0 | 1
}

export interface OperatorsTable {
  name: string
  /** `scrypt$N$r$p$salt$hash` */
  password: string
  must_change: 0 | 1
  totp_secret: string | null
  /** The last step of 30 seconds whose code was used. */
  totp_step: Generated<number>
  created_at: number
  last_login_at: number | null
}

export interface AdminSessionsTable {
  /** SHA-256 of what the browser keeps. */
  token_hash: string
  operator: string
  created_at: number
  last_seen_at: number
  /** A pseudonym. */
  address: string
}

export interface AuditTable {
  id: Generated<number>
  at: number
  user: string
  action: string
  detail: string
}

export interface TrialQuestionsTable {
  id: Generated<number>
  text: string
}

/** What operators have set; the value is JSON. */
export interface SettingsTable {
  name: string
  value_json: string
}

/** Who has seen a turn in the queue of what was not understood. */
export interface ReviewMarksTable {
  turn_id: number
  seen_by: string
  seen_at: number
}

/** Turns of a day that took about as long; nothing of who wrote or what. */
export interface DailyTurnsTable {
  day: string
  channel: string
  source: string
  bucket: number
  turns: number
}

export interface DailyTopicsTable {
  day: string
  kind: 'municipio' | 'intent'
  name: string
  turns: number
}

/** One row: up to which turn the days are counted. */
export interface TallyTable {
  id: 1
  last_turn: number
}

export interface Schema {
  settings: SettingsTable
  review_marks: ReviewMarksTable
  daily_turns: DailyTurnsTable
  daily_topics: DailyTopicsTable
  tally: TallyTable
  operators: OperatorsTable
  admin_sessions: AdminSessionsTable
  audit: AuditTable
  trial_questions: TrialQuestionsTable
  prompts: PromptsTable
  published_prompt: PublishedPromptTable
  heartbeat: HeartbeatTable
  inbox: InboxTable
  sessions: SessionsTable
  turns: TurnsTable
  feedback: FeedbackTable
  datasets: DatasetsTable
  published_dataset: PublishedDatasetTable
  municipios: MunicipiosTable
  oficinas: OficinasTable
}
