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
    const { answered } = await receive(message, responder)
    await answered
  }

  return {
    channel: 'terminal',
    start: async receive => {
      lines = createInterface({ input, output, prompt: '> ', terminal: false })
      let last = Promise.resolve()
      lines.on('line', text => {
        if (!text.trim()) return
        last = last.then(() => take(receive, text)).catch(() => undefined)
      })
      lines.on('close', () => last.then(() => onEnd?.()))
      status = { state: 'ready', since: new Date() }
      output.write('IAMJus: escribí tu pregunta y Enter; Ctrl-D para salir.\n\n')
    },
    stop: async () => {
      lines?.close()
      status = { state: 'off', since: new Date() }
    },
    responder: () => responder,
    status: () => status,
  }
}
