import { fields } from './json-schema.ts'

// Letters of a prompt that are taken in at all; the conversation itself reads fewer and says so.
const PROMPT_MAX = 40_000
const REASON_MAX = 2000

const SessionId = {
  type: 'string',
  minLength: 16,
  maxLength: 128,
  pattern: '^[A-Za-z0-9_-]+$',
} as const
const MessageId = {
  type: 'string',
  minLength: 1,
  maxLength: 128,
  pattern: '^[A-Za-z0-9_.:-]+$',
} as const
const Names = { type: 'array', items: { type: 'string' } } as const

export const GenerateBody = fields(
  {
    session_id: SessionId,
    message_id: MessageId,
    prompt: { type: 'string', minLength: 1, maxLength: PROMPT_MAX },
    until_stopped: { type: 'boolean' },
  },
  ['prompt'],
)

/** The forms of the page, where there is no JavaScript. */
export const PageForm = fields({
  session_id: SessionId,
  message_id: MessageId,
  prompt: { type: 'string', maxLength: PROMPT_MAX },
  clear: { type: 'string' },
  embed: { type: 'string' },
})

export const PageQuery = fields({ embed: { type: 'string' } })

export const StopBody = fields({
  session_id: SessionId,
  message_id: MessageId,
})

export const StopAnswer = fields({ session_id: { type: 'string' } }, ['session_id'])

// A request without a body is validated as null.
export const ClearBody = { anyOf: [fields({ session_id: SessionId }), { type: 'null' }] } as const

export const HistoryQuery = fields({ session_id: SessionId })

const Office = fields(
  {
    municipio: { type: 'string' },
    dependencia: { type: 'string' },
    direccion: { type: 'string' },
    telefono: { type: 'string' },
    whatsapp: { type: 'string' },
    horario: { type: 'string' },
    email: { type: 'string' },
    web: { type: 'string' },
    fuente: { type: 'string' },
    fecha: { type: 'string' },
  },
  ['municipio'],
)

const answer = {
  response: { type: 'string' },
  municipios: Names,
  candidates: Names,
  intents: Names,
  source: { type: 'string' },
  choices: {
    type: 'array',
    items: fields({ id: { type: 'string' }, label: { type: 'string' } }, ['id', 'label']),
  },
  offices: { type: 'array', items: Office },
  message_id: { type: 'string' },
} as const

/** What an answer always has. */
const answered = [
  'response',
  'municipios',
  'candidates',
  'intents',
  'source',
  'choices',
  'offices',
  'message_id',
] as const

export const GenerateAnswer = fields({ ...answer, session_id: { type: 'string' } }, [
  ...answered,
  'session_id',
])

const Verdict = { type: 'string', enum: ['up', 'down'] } as const

export const HistoryAnswer = fields(
  {
    session_id: { type: 'string' },
    messages: {
      type: 'array',
      items: fields(
        {
          ...answer,
          at: { type: 'string' },
          prompt: { type: 'string' },
          verdict: Verdict,
        },
        [...answered, 'at', 'prompt'],
      ),
    },
    pending: {
      type: 'array',
      items: fields({ message_id: { type: 'string' }, prompt: { type: 'string' } }, [
        'message_id',
        'prompt',
      ]),
    },
    notice: { type: 'string' },
  },
  ['session_id', 'messages', 'pending'],
)

export const FeedbackBody = fields(
  {
    session_id: SessionId,
    message_id: MessageId,
    verdict: { anyOf: [Verdict, { type: 'null' }] },
    reason: { type: 'string', maxLength: REASON_MAX },
  },
  ['message_id', 'verdict'],
)

export const FeedbackAnswer = fields(
  {
    message_id: { type: 'string' },
    verdict: { anyOf: [Verdict, { type: 'null' }] },
  },
  ['message_id', 'verdict'],
)

export const ClearAnswer = fields(
  { session_id: { type: 'string' }, cleared: { type: 'boolean' } },
  ['session_id', 'cleared'],
)

export const ErrorAnswer = fields(
  {
    error: fields({ code: { type: 'string' }, message: { type: 'string' } }, ['code', 'message']),
  },
  ['error'],
)
