import type { ConversationId, Incoming } from '../channel.ts'
import type { Database } from '../storage/database.ts'
import { pendingTexts } from './claims.ts'
import { type Feedback, readFeedback, saveFeedback } from './feedback.ts'
import type { Inbox } from './inbox.ts'
import { readHistory } from './turns.ts'

interface Deps {
  readonly db: Database
  readonly forget: Inbox['forget']
  /** Unix milliseconds. */
  readonly now: () => number
}

/** What a channel on which a person sees the chat again may ask about it. */
export const createChats = ({ db, forget, now }: Deps) => ({
  /** The last turns, oldest first, with what the person thought of them. */
  history: async (id: ConversationId) => {
    const [turns, verdicts] = await Promise.all([readHistory(db, id), readFeedback(db, id)])
    return turns.map(turn => ({ ...turn, verdict: verdicts.get(turn.messageId) }))
  },
  /** What was asked and is not yet answered. */
  pending: (channel: Incoming['channel'], chatId: string) => pendingTexts(db, channel, chatId),
  /** Gives false when there is no such answer. */
  rate: (id: ConversationId, feedback: Feedback) => saveFeedback(db, id, feedback, now()),
  forget,
})
