import type { Reply, Responder } from '../channel.ts'

const isThere = ({ signal }: Responder) => !signal?.aborted

// Made for every message: classes, for an accessor of an object written out is defined anew each time.

/**
 * All that wait for the answer to one message: who sent it, with whom it begins, and who sent copies
 * of it.
 */
export class Audience {
  readonly #all: Responder[]
  #deserted: AbortController | undefined
  #shown = ''

  constructor(first: Responder) {
    this.#all = [first]
  }

  /** Someone else waits, and is shown at once what the others have seen. */
  join(responder: Responder) {
    this.#all.push(responder)
    if (this.#shown && isThere(responder)) responder.progress?.(this.#shown)
    if (this.#deserted) this.#watch(responder)
  }

  /** Shows everybody; sends to the first, since the copies are of the same chat. */
  responder(): Responder {
    return new Everybody(this.#all, {
      show: text => this.#show(text),
      desertion: () => this.#desertion(),
    })
  }

  #show(text: string) {
    this.#shown += text
    for (const responder of this.#all) if (isThere(responder)) responder.progress?.(text)
  }

  /** Made when somebody asks for it: what the data answers is there before anyone can leave. */
  #desertion() {
    if (!this.#deserted) {
      this.#deserted = new AbortController()
      for (const responder of this.#all) this.#watch(responder)
      this.#leave()
    }
    return this.#deserted.signal
  }

  #watch({ signal }: Responder) {
    signal?.addEventListener('abort', () => this.#leave(), { once: true })
  }

  #leave() {
    if (!this.#all.some(isThere)) this.#deserted?.abort()
  }
}

class Everybody implements Responder {
  readonly pulled?: boolean
  readonly progress?: (text: string) => void
  readonly #all: readonly Responder[]
  readonly #desertion: () => AbortSignal

  constructor(
    all: readonly Responder[],
    { show, desertion }: { show: (text: string) => void; desertion: () => AbortSignal },
  ) {
    this.#all = all
    this.#desertion = desertion
    const pulled = all[0]?.pulled
    if (pulled !== undefined) this.pulled = pulled
    // Only where somebody can be shown a part: of what was shown a model is not asked again.
    if (all.some(responder => responder.progress)) this.progress = show
  }

  async send(reply: Reply) {
    await this.#all[0]?.send(reply)
  }

  async typing() {
    await Promise.all(this.#all.filter(isThere).map(responder => responder.typing()))
  }

  get signal() {
    return this.#desertion()
  }
}
