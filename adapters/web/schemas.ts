import { Type } from './json-schema.ts'

// Letters of a prompt that are taken in at all; the conversation itself reads fewer and says so.
const PROMPT_MAX = 40_000
const REASON_MAX = 2000

const SessionId = Type.String({ minLength: 16, maxLength: 128, pattern: '^[A-Za-z0-9_-]+$' })
const MessageId = Type.String({ minLength: 1, maxLength: 128, pattern: '^[A-Za-z0-9_.:-]+$' })
const Names = Type.Array(Type.String())

export const GenerateBody = Type.Object({
  session_id: Type.Optional(SessionId),
  message_id: Type.Optional(MessageId),
  prompt: Type.String({ minLength: 1, maxLength: PROMPT_MAX }),
  until_stopped: Type.Optional(Type.Boolean()),
})

/** The forms of the page, where there is no JavaScript. */
export const PageForm = Type.Object({
  session_id: Type.Optional(SessionId),
  message_id: Type.Optional(MessageId),
  prompt: Type.Optional(Type.String({ maxLength: PROMPT_MAX })),
  clear: Type.Optional(Type.String()),
  embed: Type.Optional(Type.String()),
})

export const PageQuery = Type.Object({ embed: Type.Optional(Type.String()) })

export const StopBody = Type.Object({
  session_id: Type.Optional(SessionId),
  message_id: Type.Optional(MessageId),
})

export const StopAnswer = Type.Object({ session_id: Type.String() })

// A request without a body is validated as null.
export const ClearBody = Type.Union([
  Type.Object({ session_id: Type.Optional(SessionId) }),
  Type.Null(),
])

export const HistoryQuery = Type.Object({ session_id: Type.Optional(SessionId) })

const Office = Type.Object({
  municipio: Type.String(),
  dependencia: Type.Optional(Type.String()),
  direccion: Type.Optional(Type.String()),
  telefono: Type.Optional(Type.String()),
  whatsapp: Type.Optional(Type.String()),
  horario: Type.Optional(Type.String()),
  email: Type.Optional(Type.String()),
  web: Type.Optional(Type.String()),
  fuente: Type.Optional(Type.String()),
  fecha: Type.Optional(Type.String()),
})

const answer = {
  response: Type.String(),
  municipios: Names,
  candidates: Names,
  intents: Names,
  source: Type.String(),
  choices: Type.Array(Type.Object({ id: Type.String(), label: Type.String() })),
  offices: Type.Array(Office),
  message_id: Type.String(),
}

export const GenerateAnswer = Type.Object({ ...answer, session_id: Type.String() })

const Verdict = Type.Union([Type.Literal('up'), Type.Literal('down')])

export const HistoryAnswer = Type.Object({
  session_id: Type.String(),
  messages: Type.Array(
    Type.Object({
      ...answer,
      at: Type.String(),
      prompt: Type.String(),
      verdict: Type.Optional(Verdict),
    }),
  ),
  pending: Type.Array(Type.Object({ message_id: Type.String(), prompt: Type.String() })),
  notice: Type.Optional(Type.String()),
})

export const FeedbackBody = Type.Object({
  session_id: Type.Optional(SessionId),
  message_id: MessageId,
  verdict: Type.Union([Verdict, Type.Null()]),
  reason: Type.Optional(Type.String({ maxLength: REASON_MAX })),
})

export const FeedbackAnswer = Type.Object({
  message_id: Type.String(),
  verdict: Type.Union([Verdict, Type.Null()]),
})

export const ClearAnswer = Type.Object({ session_id: Type.String(), cleared: Type.Boolean() })

export const ErrorAnswer = Type.Object({
  error: Type.Object({ code: Type.String(), message: Type.String() }),
})
