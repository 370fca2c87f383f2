import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { Refused } from './refusals.ts'

/** A line of the terminal that is not shown while it is typed. */
const askHidden = async (question: string) => {
  // What readline would echo goes nowhere.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true })
  process.stdout.write(question)
  const ended = new AbortController()
  lines.once('close', () => ended.abort())
  lines.once('SIGINT', () => lines.close())
  try {
    return await lines.question('', { signal: ended.signal })
  } catch {
    throw new Refused('\nNo se hizo nada.')
  } finally {
    lines.close()
    process.stdout.write('\n')
  }
}

/** A new password, typed twice; nothing when none is typed, or there is nobody to type it. */
export const askPassword = async (question: string) => {
  if (!process.stdin.isTTY) return undefined
  const password = await askHidden(question)
  if (!password) return undefined
  if ((await askHidden('Otra vez: ')) !== password)
    throw new Refused('No coinciden. No se hizo nada.')
  return password
}
