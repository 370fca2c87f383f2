import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { readConfig } from '../../src/config.ts'
import { createCore } from '../../src/core.ts'
import { print } from './timing.ts'

// Needs real models: what a server writes to each question, and how much of it passes the check.

interface Asked {
  readonly texto: string
  readonly respuesta: string | undefined
  /** Milliseconds to the first sentence that was shown, and to the end. */
  readonly firstMs: number | undefined
  readonly tookMs: number
}

const LOCAL = 'http://127.0.0.1:11434'
const POLL_MS = 500
const WARM_UP_MS = 180_000

const textsOf = (file: string): string[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => line.trim())
    .map((line, i) => {
      const { texto, pregunta } = JSON.parse(line)
      if (typeof (texto ?? pregunta) !== 'string')
        throw new Error(`línea ${i + 1}: falta «texto» o «pregunta»`)
      return texto ?? pregunta
    })

const percentile = (values: readonly number[], share: number) =>
  values.toSorted((a, b) => a - b)[
    Math.min(values.length - 1, Math.floor(values.length * share))
  ] ?? 0

const seconds = (values: readonly number[]) =>
  values.length === 0
    ? 'none'
    : `p50 ${(percentile(values, 0.5) / 1000).toFixed(1)} s, p95 ${(percentile(values, 0.95) / 1000).toFixed(1)} s`

const table = (counts: Readonly<Record<string, number | undefined>>) =>
  Object.entries(counts)
    .map(([name, n]) => `${name} ${n}`)
    .join(', ') || 'none'

const openCore = async (folder: string) => {
  const named = Object.keys(process.env).some(name => name.startsWith('OLLAMA_ENDPOINT_'))
  const config = readConfig({
    ...process.env,
    ...(named ? {} : { OLLAMA_ENDPOINT_1: LOCAL }),
    DATABASE_PATH: join(folder, 'evaluate.db'),
  })
  const core = await createCore(config, pino({ level: 'warn' }, pino.destination(2)))
  const { model } = core
  if (!model || !config.llm) throw new Error('no hay ningún OLLAMA_ENDPOINT_1')
  const states = () => model.status().endpoints
  const ready = () => states().some(({ state, warm }) => state === 'up' && warm)
  const hopeless = () => states().every(({ state }) => state === 'down')
  const until = performance.now() + WARM_UP_MS
  while (!ready() && !hopeless() && performance.now() < until)
    await new Promise(resolve => setTimeout(resolve, POLL_MS))
  if (!ready()) {
    const reasons = states().map(({ name, lastError }) => `${name}: ${lastError?.text}`)
    throw new Error(`ningún Ollama contesta (${reasons.join('; ')})`)
  }
  return { ...core, model, lanes: config.llm.endpoints.length * config.llm.slots }
}

type Core = Awaited<ReturnType<typeof openCore>>

const ask = async ({ understand, writeProse }: Core, texto: string): Promise<Asked> => {
  const started = performance.now()
  let firstMs: number | undefined
  const prose = await writeProse(texto, understand(texto).municipios, {
    history: async () => [],
    progress: () => {
      firstMs ??= performance.now() - started
    },
  })
  return { texto, respuesta: prose?.text, firstMs, tookMs: performance.now() - started }
}

const report = (core: Core, asked: readonly Asked[]) => {
  const shown = asked.filter(({ respuesta }) => respuesta)
  const { model, endpoints, counts, answers } = core.model.status()
  print(`${model}: ${asked.length} questions`)
  print(
    `  answered with text of the model: ${shown.length} (${((100 * shown.length) / asked.length).toFixed(1)} %)`,
  )
  print(`  requests: ${table({ ...counts })}`)
  print(`  texts not shown: ${table(answers.refusals)}`)
  print(`  sentences left out: ${table(answers.objections)}`)
  print(`  first sentence: ${seconds(shown.flatMap(({ firstMs }) => firstMs ?? []))}`)
  print(`  whole answer: ${seconds(shown.map(({ tookMs }) => tookMs))}`)
  for (const { name, tokensPerSecond, warning } of endpoints)
    print(
      `  ${name}: ${tokensPerSecond?.toFixed(1) ?? '?'} tokens a second${warning ? `, ${warning}` : ''}`,
    )
}

/** Asks the configured servers every question of the file, and prints what became of the answers. */
export const evaluateModel = async (file: string, json: boolean) => {
  const texts = textsOf(file)
  const folder = mkdtempSync(join(tmpdir(), 'iamjus-evaluate-'))
  try {
    const core = await openCore(folder)
    const asked: Asked[] = []
    const rest = texts.values()
    const lane = async () => {
      for (const texto of rest) asked.push(await ask(core, texto))
    }
    await Promise.all(Array.from({ length: core.lanes }, lane))
    if (json) print(asked.map(one => JSON.stringify(one)).join('\n'))
    else report(core, asked)
    await core.close(1000)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
