import type { Child, Launch } from '../../adapters/whatsapp/web/child.ts'
import type {
  FromWorker,
  Message,
  SendResult,
  ToWorker,
} from '../../adapters/whatsapp/web/protocol.ts'

export interface FakeChild {
  readonly told: ToWorker[]
  tells(message: FromWorker): void
  /** Ends by itself. */
  dies(): void
  /** From now on it does not end when it is told to. */
  lingers(): void
  readonly killed: () => boolean
  /** What becomes of what it is to send; `silence`: it does not say. */
  answers(result: SendResult | 'silence'): void
}

/** Child processes without a process: they say what they are told to say. */
export const createFakeChildren = (onStart: (child: FakeChild) => void = () => {}) => {
  const children: FakeChild[] = []
  const sent: { chatId: string; text: string }[] = []
  const listeners = new Set<(chatId: string, text: string) => void>()

  const launch: Launch = (): Child => {
    let [alive, killed, lingering] = [true, false, false]
    let result: SendResult | 'silence' = 'sent'
    const hearing: ((message: FromWorker) => void)[] = []
    const ending: (() => void)[] = []
    const told: ToWorker[] = []
    const die = () => {
      if (!alive) return
      alive = false
      for (const listener of ending) listener()
    }
    const tells = (message: FromWorker) => {
      if (alive) for (const listener of hearing) listener(message)
    }
    const child: FakeChild = {
      told,
      tells,
      dies: die,
      lingers: () => {
        lingering = true
      },
      killed: () => killed,
      answers: next => {
        result = next
      },
    }
    children.push(child)
    queueMicrotask(() => onStart(child))
    return {
      post: message => {
        if (!alive) return false
        told.push(message)
        if (message.kind === 'stop' && !lingering) queueMicrotask(die)
        const outcome = result
        if (message.kind !== 'send' || outcome === 'silence') return true
        if (outcome === 'sent') {
          sent.push(message)
          for (const listener of listeners) listener(message.chatId, message.text)
        }
        const answer = { kind: 'sent', id: message.id, result: outcome } as const
        queueMicrotask(() => tells(answer))
        return true
      },
      onMessage: listener => hearing.push(listener),
      onEnd: listener => ending.push(listener),
      kill: () => {
        killed = true
        queueMicrotask(die)
      },
    }
  }

  const latest = () => {
    const child = children.at(-1)
    if (!child) throw new Error('no child has been started')
    return child
  }
  return {
    launch,
    children,
    latest,
    sent,
    onSent: (listener: (chatId: string, text: string) => void) => listeners.add(listener),
    /** A message as the child reads it from the page. */
    says: (chatId: string, text: string, more: Partial<Message> = {}) => {
      const message = {
        chatId,
        messageId: crypto.randomUUID(),
        sentAt: Date.now(),
        content: { kind: 'text', text },
        ...more,
      } as const
      latest().tells({ kind: 'message', message })
      return message
    },
  }
}
