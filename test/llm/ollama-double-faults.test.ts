import { describe, expect, test } from 'vitest'
import { FAULTS, type Fault, HARMLESS, type OllamaDouble } from '../support/ollama.ts'
import {
  contentOf,
  linesOf,
  MODEL,
  openDoubles,
  post,
  REPLY,
  rawAnswer,
  readAll,
  readSome,
  textOf,
  until,
} from '../support/ollama-caller.ts'

const { start, faulty } = openDoubles()

const WHOLE = { stream: false }
/** The first half of the reply, which comes before the answer goes wrong. */
const HALF = 'Podés ir a la'

const tried = new Set<Fault>(HARMLESS)
/** A test of what this fault does; every fault is to have one. */
const faultTest = (fault: Fault, does: string, check: (double: OllamaDouble) => Promise<void>) => {
  tried.add(fault)
  test(`${fault} ${does}`, async () => check(await faulty(fault)))
}

describe('a fault of the whole server', () => {
  faultTest('rst-accept', 'resets every connection', async double => {
    await expect(post(double)).rejects.toHaveProperty('cause.code')
    await expect(fetch(double.url)).rejects.toHaveProperty('cause.code')
    expect(double.bodies).toEqual([])
  })

  faultTest('silence', 'takes what is sent and says nothing', async double => {
    const patience = () => AbortSignal.timeout(40)
    await expect(post(double, {}, patience())).rejects.toThrow('timeout')
    await expect(fetch(double.url, { signal: patience() })).rejects.toThrow('timeout')
    await until(() => expect(double.counters).toMatchObject({ maxActive: 0, aborted: 1 }))
  })

  faultTest('slow-headers', 'never comes to the end of the headers', async double => {
    expect(await rawAnswer(double, 24)).toMatch(/^HTTP\/1\.1 200 OK\r\nX-Slow?:?$/)
  })

  test('of one chat leaves the other paths alone', async () => {
    const double = await start()
    double.fault(() => 'rst-accept')
    await expect(post(double)).rejects.toHaveProperty('cause.code')
    expect((await fetch(double.url)).status).toBe(200)
    expect(double.counters).toMatchObject({ chats: 1, failed: 1 })
  })
})

describe('a chat that is turned away', () => {
  const refused = (fault: Fault, status: number, text: string | RegExp) =>
    faultTest(fault, 'answers so at once and takes no slot', async double => {
      for (const body of [{}, WHOLE]) {
        const response = await post(double, body)
        expect(response.status).toBe(status)
        expect(await response.text()).toMatch(text)
      }
      expect(double.counters).toMatchObject({ maxActive: 0, failed: 2, served: 0 })
    })

  refused('400-thinking', 400, `{"error":"\\"${MODEL}\\" does not support thinking"}`)
  refused('400-context', 400, 'exceeds the context length')
  refused('403-empty', 403, /^$/)
  refused('404-model', 404, `{"error":"model '${MODEL}' not found"}`)
  refused('429', 429, '{"error":')
  refused('499', 499, '{"error":"request canceled"}')
  refused('500-runner', 500, 'model runner has unexpectedly stopped')
  refused('502-html', 502, '<html>')
  refused('503-busy', 503, 'server busy, please try again.  maximum pending requests exceeded')
  refused('200-html', 200, '<html>')
  refused('307', 307, /^$/)
  refused('200-error', 200, '{"error":"')
  refused('200-error-object', 200, /^{"error":{"message":"[^"]+","type":"server_error"}}$/)

  test('is told when to come back, or to go elsewhere', async () => {
    const double = await start()
    double.fault(n => (n === 0 ? '429' : '307'))
    expect((await post(double)).headers.get('retry-after')).toBe('2')
    expect((await post(double)).headers.get('location')).toBe('/elsewhere')
  })
})

describe('an answer that is cut', () => {
  faultTest('rst-headers', 'is reset after the headers', async double => {
    const { bytes, failed } = await readAll(await post(double))
    expect([bytes.length, failed]).toEqual([0, true])
  })

  faultTest('rst-mid', 'is reset in the middle', async double => {
    for (const body of [{}, WHOLE]) {
      const { bytes, failed } = await readAll(await post(double, body))
      expect(failed).toBe(true)
      expect(bytes.toString()).toContain('"model"')
      expect(bytes.toString()).not.toContain('"done":true')
    }
    expect(double.counters).toMatchObject({ failed: 2, active: 0 })
  })

  faultTest('truncated', 'ends well but is not done', async double => {
    const lines = linesOf(await textOf(double))
    expect(contentOf(lines)).toBe(REPLY)
    expect(lines.filter(({ done }) => done)).toEqual([])
    expect(linesOf(await textOf(double, WHOLE))).toMatchObject([{ done: false }])
  })

  faultTest('repeat-stop', 'repeats itself and is not done', async double => {
    const lines = linesOf(await textOf(double))
    expect(contentOf(lines)).toMatch(/( no){31}$/)
    expect(lines.filter(({ done }) => done)).toEqual([])
    expect(linesOf(await textOf(double, WHOLE))).toMatchObject([{ done: false }])
  })

  faultTest('cut-json', 'ends within a line', async double => {
    const text = await textOf(double)
    expect(() => linesOf(text)).toThrow(SyntaxError)
    expect(contentOf(linesOf(text.slice(0, text.lastIndexOf('\n'))))).toBe(HALF)
    const whole = await textOf(double, WHOLE)
    expect(() => linesOf(whole)).toThrow(SyntaxError)
  })

  faultTest('error-line', 'ends with an error', async double => {
    const lines = linesOf(await textOf(double))
    expect(contentOf(lines)).toBe(HALF)
    expect(lines.at(-1)).toEqual({ error: expect.stringContaining('unexpectedly stopped') })
    expect((await post(double, WHOLE)).status).toBe(500)
  })
})

describe('an answer without end', () => {
  faultTest('hang-mid', 'stops coming', async double => {
    const { text, more } = await readSome(double, some => /[^\n]$/.test(some))
    expect([text.includes('"done":true'), more]).toEqual([false, false])
  })

  faultTest('slow-loris', 'is of spaces only', async double => {
    const { text, more } = await readSome(double, some => some.length > 4)
    expect([text.trim(), more]).toEqual(['', true])
  })

  faultTest('endless', 'goes on', async double => {
    const { text, more } = await readSome(double, some => some.split('\n').length > 60)
    expect([text.includes('"done":true'), more]).toEqual([false, true])
  })

  faultTest('long-line', 'has a line of 50 MB, unless the caller leaves', async double => {
    let [length, longest, run] = [0, 0, 0]
    for await (const chunk of (await post(double)).body ?? []) {
      const end = chunk.indexOf(10)
      run = end < 0 ? run + chunk.length : chunk.length - end
      longest = Math.max(longest, run)
      length += chunk.length
    }
    expect(longest).toBeGreaterThan(50e6)
    expect(length - longest).toBeLessThan(10e3)
    expect(double.counters).toMatchObject({ served: 1, active: 0 })
    await readSome(double, text => text.length > 1e6)
  })
})

describe('an answer of bad bytes', () => {
  faultTest('gzip', 'is not the archive that it says', async double => {
    const response = await post(double)
    expect(response.headers.get('content-encoding')).toBe('gzip')
    await expect(response.text()).rejects.toThrow()
  })

  faultTest('wrong-type', 'says that it is another type', async double => {
    const response = await post(double)
    expect(response.headers.get('content-type')).toMatch('text/plain')
    expect(contentOf(linesOf(await response.text()))).toBe(REPLY)
  })

  faultTest('malformed-line', 'has a bad line between good ones', async double => {
    const lines = (await textOf(double)).trim().split('\n')
    const good = lines.filter(line => line.endsWith('}'))
    expect(good).toHaveLength(lines.length - 1)
    expect(linesOf(good.join('\n')).at(-1)).toMatchObject({ done: true })
    const text = await textOf(double, WHOLE)
    expect(() => linesOf(text)).toThrow(SyntaxError)
  })

  faultTest('invalid-utf8', 'has bytes that are no text', async double => {
    for (const body of [{}, WHOLE]) {
      const { bytes } = await readAll(await post(double, body))
      expect(() => new TextDecoder('utf8', { fatal: true }).decode(bytes)).toThrow(TypeError)
      expect(linesOf(bytes.toString()).at(-1)).toMatchObject({ done: true })
    }
  })

  faultTest('done-twice', 'is done two times', async double => {
    const lines = linesOf(await textOf(double))
    expect(lines.filter(({ done }) => done)).toHaveLength(2)
  })

  faultTest('after-done', 'goes on after it is done', async double => {
    const lines = linesOf(await textOf(double))
    expect(lines.slice(-2)).toMatchObject([{ done: true }, { message: { content: ' y más' } }])
  })
})

describe('an answer of no use', () => {
  const says = (fault: Fault, content: string, last: object) =>
    faultTest(fault, 'is done all the same', async double => {
      for (const body of [{}, WHOLE]) {
        const lines = linesOf(await textOf(double, body))
        expect(contentOf(lines)).toBe(content)
        expect(lines.at(-1)).toMatchObject({ done: true, ...last })
      }
    })

  says('empty', '', { done_reason: 'stop' })
  says('whitespace', ' \n ', { done_reason: 'stop' })
  says('thinking-only', '', { done_reason: 'stop' })
  says('done-length', HALF, { done_reason: 'length', eval_count: 4 })
  says('truncated-prompt', REPLY, { prompt_eval_count: 1 })

  test('may be of thoughts alone', async () => {
    const lines = linesOf(await textOf(await faulty('thinking-only')))
    expect(lines.map(({ message }) => message?.thinking ?? '').join('')).toBe(REPLY)
  })

  tried.add('slow-first')
  test('slow-first comes eight times later, and nothing of it before', async () => {
    const double = await faulty('slow-first', { firstTokenMs: 10 })
    const asked = performance.now()
    expect((await post(double)).status).toBe(200)
    expect(performance.now() - asked).toBeGreaterThanOrEqual(79)
  })
})

test('every fault is tried', () => {
  expect(FAULTS.filter(fault => !tried.has(fault))).toEqual([])
})
