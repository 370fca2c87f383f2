import { randomUUID } from 'node:crypto'
import { createInterface, type Interface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import type { Adapter, Receive, Responder, Status } from '../../src/channel.ts'
import { render } from './render.ts'

interface Deps {
  readonly input?: Readable
  readonly output?: Writable
  /** The person ended the chat (Ctrl-D). */
  readonly onEnd?: () => void
}

const CHAT = 'local'
const NOT_RECEIVED = 'No pude recibir tu mensaje. Probá de nuevo en un ratito.'

/** A chat in the terminal, for trying the assistant: one line is one message. */
export const createTerminalAdapter = ({
  input = process.stdin,
  output = process.stdout,
  onEnd,
}: Deps = {}): Adapter => {
  let lines: Interface | undefined
  let status: Status = { state: 'off', since: new Date() }

  const responder: Responder = {
    send: async reply => {
      output.write(`\n${render(reply)}\n\n`)
    },
    typing: async () => {
      output.write('…\n')
    },
  }

  const take = async (receive: Receive, text: string) => {
    const content = { kind: 'text', text } as const
    const message = {
      channel: 'terminal',
      chatId: CHAT,
      messageId: randomUUID(),
      sentAt: new Date(),
      content,
    } as const
    const receipt = await receive(message, responder).catch(() => undefined)
    if (!receipt) {
      output.write(`\n${NOT_RECEIVED}\n\n`)
      return
    }
    // When no answer can be given, the responder has been sent an apology.
    await receipt.answered.catch(() => undefined)
  }

  return {
    channel: 'terminal',
    start: async receive => {
      const mine = createInterface({ input, output, prompt: '> ', terminal: false })
      lines = mine
      let last = Promise.resolve()
      // Lines that were read and wait for the answer before them are dropped by `stop`.
      const unlessStopped = (act: () => unknown) => {
        last = last.then(async () => {
          if (lines === mine) await act()
        })
      }
      mine.on('line', text => {
        if (text.trim()) unlessStopped(() => take(receive, text))
      })
      mine.on('close', () => unlessStopped(() => onEnd?.()))
      status = { state: 'ready', since: new Date() }
      output.write('IAMJus: escribí tu pregunta y Enter; Ctrl-D para salir.\n\n')
    },
    stop: async () => {
      const mine = lines
      lines = undefined
      mine?.close()
      status = { state: 'off', since: new Date() }
    },
    responder: () => responder,
    status: () => status,
  }
}
