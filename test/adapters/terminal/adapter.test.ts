import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { createTerminalAdapter } from '../../../adapters/terminal/adapter.ts'
import { render } from '../../../adapters/terminal/render.ts'
import type { Receive } from '../../../src/channel.ts'
import { replyOf } from '../../support/responder.ts'
import { createScreen } from '../../support/screen.ts'

const openTerminal = (onEnd = () => {}) => {
  const input = new PassThrough()
  const output = new PassThrough({ encoding: 'utf8' })
  const screen = createScreen()
  output.on('data', (text: string) => screen.show(stripVTControlCharacters(text)))
  return { adapter: createTerminalAdapter({ input, output, onEnd }), input, screen }
}

/** One turn of the event loop: what was written has been read. */
const read = () => new Promise(resolve => setImmediate(resolve))

/** An inbox whose answers are let go one by one. */
const heldInbox = () => {
  const received: string[] = []
  const waiting: (() => void)[] = []
  const receive: Receive = async ({ content }, responder) => {
    const text = content.kind === 'text' ? content.text : ''
    received.push(text)
    await new Promise<void>(resolve => waiting.push(resolve))
    const reply = replyOf(`oí: ${text}.`)
    await responder.send(reply)
    return { duplicate: false, answered: Promise.resolve(reply) }
  }
  return { received, receive, letGo: () => waiting.shift()?.() }
}

describe('the lines of a terminal', () => {
  test('are received one after another, the next when the last was answered', async () => {
    const { adapter, input, screen } = openTerminal()
    const { received, receive, letGo } = heldInbox()
    await adapter.start(receive)
    input.write('uno\ndos\n')
    await read()
    expect(received).toEqual(['uno'])
    letGo()
    await screen.sees('oí: uno.')
    await read()
    expect(received).toEqual(['uno', 'dos'])
    letGo()
    await screen.sees('oí: dos.')
    await adapter.stop()
  })

  test('that still wait when it stops are not received any more', async () => {
    const { adapter, input, screen } = openTerminal()
    const { received, receive, letGo } = heldInbox()
    await adapter.start(receive)
    input.write('uno\ndos\ntres\n')
    await read()
    await adapter.stop()
    letGo()
    await screen.sees('oí: uno.')
    await read()
    expect(received).toEqual(['uno'])
  })

  test('that are empty are no messages', async () => {
    const { adapter, input, screen } = openTerminal()
    const { received, receive, letGo } = heldInbox()
    await adapter.start(receive)
    input.write('\n   \n\t\nuno\n')
    await read()
    letGo()
    await screen.sees('oí: uno.')
    expect(received).toEqual(['uno'])
    await adapter.stop()
  })

  test('end the chat when the input does, once the last of them was answered', async () => {
    let ended = () => {}
    const end = new Promise<void>(resolve => {
      ended = resolve
    })
    const { adapter, input, screen } = openTerminal(ended)
    const { receive, letGo } = heldInbox()
    await adapter.start(receive)
    input.end('la última, sin Enter')
    await read()
    let over = false
    const isOver = end.then(() => {
      over = true
    })
    await read()
    expect(over).toBe(false)
    letGo()
    await isOver
    expect(screen.text()).toContain('oí: la última, sin Enter.')
    await adapter.stop()
  })

  test('do not end the chat because the service stops, which lets go of the input', async () => {
    let ends = 0
    const { adapter, input } = openTerminal(() => {
      ends++
    })
    await adapter.start(heldInbox().receive)
    await adapter.stop()
    await read()
    expect({ ends, readers: input.listenerCount('data') }).toEqual({ ends: 0, readers: 0 })
  })
})

describe('a reply on a terminal', () => {
  const shown = (text: string, choices: { id: string; label: string }[] = []) =>
    stripVTControlCharacters(render({ ...replyOf(text), choices }))

  test('has its paragraphs, lists and choices as plain lines', () => {
    const choices = [
      { id: 'direcciones', label: 'Dónde queda' },
      { id: 'beneficios', label: 'Para qué sirve' },
    ]
    expect(shown('**Llevá**:\n\n- DNI\n- boletas\n\n2. firmá\n3. listo', choices)).toBe(
      'Llevá:\n\n· DNI\n· boletas\n\n2. firmá\n3. listo\n\n  1) Dónde queda\n  2) Para qué sirve',
    )
  })

  test('shows where a link leads, unless its text says it', () => {
    expect(shown('[la página](https://www.gba.gob.ar/x)')).toBe(
      'la página (https://www.gba.gob.ar/x)',
    )
    expect(shown('[www.gba.gob.ar](https://www.gba.gob.ar)')).toBe('www.gba.gob.ar')
    expect(shown('[mala](javascript:alert(1))')).toBe('mala')
  })
})
