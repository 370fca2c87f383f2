import type { Responder } from '../channel.ts'

/** All that wait for the answer to one message: who sent it, and who sent copies of it. */
export interface Audience {
  /** Shows everybody; sends to the first, since the copies are of the same chat. */
  responder(): Responder
  /** Someone else waits, and is shown at once what the others have seen. */
  join(responder: Responder): void
}

const isThere = ({ signal }: Responder) => !signal?.aborted

/** Begins with whoever sent the message. */
export const createAudience = (first: Responder): Audience => {
  const all = [first]
  let deserted: AbortController | undefined
  let shown = ''

  const present = () => all.filter(isThere)
  const leave = () => {
    if (present().length === 0) deserted?.abort()
  }
  const watch = ({ signal }: Responder) => signal?.addEventListener('abort', leave, { once: true })

  /** Made when somebody asks for it: what the data answers is there before anyone can leave. */
  const desertion = () => {
    if (!deserted) {
      deserted = new AbortController()
      all.forEach(watch)
      leave()
    }
    return deserted.signal
  }
  const show = (text: string) => {
    shown += text
    for (const responder of present()) responder.progress?.(text)
  }

  return {
    join: responder => {
      all.push(responder)
      if (shown && isThere(responder)) responder.progress?.(shown)
      if (deserted) watch(responder)
    },
    responder: () => ({
      ...(first.pulled !== undefined && { pulled: first.pulled }),
      send: reply => first.send(reply),
      typing: async () => {
        await Promise.all(present().map(responder => responder.typing()))
      },
      // Only where somebody can be shown a part: of what was shown a model is not asked again.
      ...(all.some(responder => responder.progress) && { progress: show }),
      get signal() {
        return desertion()
      },
    }),
  }
}
