import type { Incoming, Reply } from '../channel.ts'
import { clean } from '../text.ts'
import { emergency } from './replies.ts'
import type { Emergency } from './safety.ts'

/**
 * Builds what is said to who is in danger, without the database and without waiting for a turn:
 * however many messages are waiting, and whatever is broken, the help lines are given.
 */
export const createUrgent =
  (emergencyOf: (text: string) => Emergency | undefined) =>
  ({ content }: Incoming): Reply | undefined => {
    const found = content.kind === 'text' ? emergencyOf(clean(content.text)) : undefined
    return found && emergency(found)
  }
