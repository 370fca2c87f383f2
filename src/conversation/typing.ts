import type { Responder } from '../channel.ts'

const FIRST_MS = 400
// Telegram forgets "typing" after five seconds, other platforms later.
const AGAIN_MS = 4000

/** Shows that an answer is being prepared for as long as the work takes; never fails because of it. */
export const withTyping = async <T>(responder: Responder, work: () => Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout
  const beat = () => {
    responder.typing().catch(() => undefined)
    timer = setTimeout(beat, AGAIN_MS)
  }
  timer = setTimeout(beat, FIRST_MS)
  try {
    return await work()
  } finally {
    clearTimeout(timer)
  }
}
