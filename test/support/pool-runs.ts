import { setTimeout as sleep } from 'node:timers/promises'
import { Fault as PoolFault } from '../../src/llm/faults.ts'
import { type Fault, type OllamaDouble, type OllamaOptions, startOllama } from './ollama.ts'
import { type Ended, everyMs, JOB, offer, openPool, QUICK_PIECES } from './pool.ts'

type Plan = Parameters<OllamaDouble['fault']>[0]

const at = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0

const p95Of = (values: readonly number[]) =>
  at(
    values.toSorted((a, b) => a - b),
    0.95,
  )

const figuresOf = (ended: readonly Ended[]) => {
  const took = ended.map(({ tookMs }) => tookMs).toSorted((a, b) => a - b)
  const outcomes = Object.groupBy(ended, ({ outcome }) => outcome)
  return {
    asked: ended.length,
    answered: outcomes.answered?.length ?? 0,
    /** Refused because there is too much to do. */
    shed: outcomes.busy?.length ?? 0,
    late: outcomes.late?.length ?? 0,
    failed: (outcomes.failed?.length ?? 0) + (outcomes.down?.length ?? 0),
    p50: at(took, 0.5),
    p95: at(took, 0.95),
    slowest: took.at(-1) ?? 0,
  }
}

const most = (values: readonly (string | undefined)[]) =>
  Math.max(0, ...[...Map.groupBy(values, value => value).values()].map(({ length }) => length))

interface Run {
  /** What goes wrong with each of the doubles; there are as many of them as of these. */
  readonly plans: readonly Plan[]
  readonly count?: number
  readonly every?: number
  readonly options?: OllamaOptions | ((i: number) => OllamaOptions)
}

/** Doubles of one slot, some of them bad, and a pool over them that is asked again and again. */
export const runPool = async ({ plans, count = 80, every = everyMs(4, 0.68), options }: Run) => {
  const doubles = await Promise.all(
    plans.map((_, i) =>
      startOllama({ ...JOB, ...(typeof options === 'function' ? options(i) : options) }),
    ),
  )
  for (const [i, double] of doubles.entries()) double.fault(plans[i])
  const { pool, ask, attempts, names } = openPool(doubles)
  const ended = await offer(count, every, ask)
  const { counts } = pool.status()
  pool.close()
  await Promise.all(doubles.map(double => double.stop()))
  const counters = doubles.map(double => double.counters)
  const isBad = (name: string) => plans[names.indexOf(name)] !== undefined
  return {
    ...figuresOf(ended),
    retried: counts.retried,
    texts: [...new Set(ended.flatMap(({ text }) => text ?? []))],
    /** Attempts that waited until a limit was passed. */
    timeouts: attempts.filter(({ ended }) => ended === 'silent' || ended === 'endless').length,
    /** Requests that a bad endpoint got. */
    touched: attempts.filter(({ endpoint }) => isBad(endpoint)).length,
    answeredBy: names.map(
      name => attempts.filter(a => a.endpoint === name && a.ended === 'answered').length,
    ),
    mostAttempts: most(attempts.map(({ request }) => request)),
    mostAtOneEndpoint: most(attempts.map(({ request, endpoint }) => `${request} ${endpoint}`)),
    /** What must never be: requests side by side, or waiting, inside of a server. */
    maxActive: Math.max(...counters.map(({ maxActive }) => maxActive)),
    maxQueued: Math.max(...counters.map(({ maxQueued }) => maxQueued)),
    left: counters.reduce((sum, { active, queued }) => sum + active + queued, 0),
  }
}

export type Figures = Awaited<ReturnType<typeof runPool>>

/** The first try of each kind is slower than all that follow. */
export const warmUp = () => runPool({ plans: [undefined, 'truncated'], count: 6, every: 50 })

/** One bad endpoint of four, and none for comparison: with each of these faults, side by side. */
export const runFaults = async (faults: readonly Fault[], every?: number) => {
  const runs = [undefined, ...faults].map(async (fault, i) => {
    // Not all in step.
    await sleep(i * 17)
    const options = fault === 'endless' || fault === 'repeat-stop' ? QUICK_PIECES : JOB
    return runPool({
      plans: [fault, undefined, undefined, undefined],
      options,
      ...(every && { every }),
    })
  })
  const [healthy, ...bad] = await Promise.all(runs)
  if (!healthy) throw new Error('unreachable')
  return { healthy, bad: new Map(faults.map((fault, i) => [fault, bad[i] ?? healthy])) }
}

/** How long a question takes to come back to an endpoint that works again. */
export const timeToReturn = async (bad: 'stop' | Fault, afterMs = 0) => {
  const doubles = await Promise.all(
    [1, 2].map(() => startOllama({ reply: 'Sí', firstTokenMs: 5, tokenMs: 1 })),
  )
  const [double] = doubles
  if (!double) throw new Error('unreachable')
  const { pool, ask, attempts, names } = openPool(doubles)
  const asking = async (check: () => boolean) => {
    while (!check()) {
      await ask()
      await sleep(25)
    }
  }
  const ejections = () => pool.status().endpoints[0]?.ejections ?? 0
  if (bad === 'stop') await double.stop()
  else double.fault(bad)
  await asking(() => ejections() > 0)
  // It has been out for long: the pauses between the probes do not grow any more.
  while (ejections() < 4) await sleep(10)
  await sleep(afterMs)
  const before = attempts.length
  const started = performance.now()
  if (bad === 'stop') await double.restart()
  else double.fault(undefined)
  await asking(() =>
    attempts.slice(before).some(a => a.endpoint === names[0] && a.ended === 'answered'),
  )
  const took = performance.now() - started
  pool.close()
  await Promise.all(doubles.map(one => one.stop()))
  return took
}

/** Milliseconds that the pool adds to an answer, at the 95th percentile. */
export const overheadOfPool = async (count: number) => {
  const double = await startOllama({ reply: JOB.reply, firstTokenMs: 2, tokenMs: 1 })
  const { pool, ask } = openPool([double])
  const bare = async () => {
    const started = performance.now()
    const body = JSON.stringify({
      model: 'gemma2:9b',
      messages: [{ role: 'user', content: 'Hola' }],
    })
    await (await fetch(`${double.url}/api/chat`, { method: 'POST', body })).text()
    return performance.now() - started
  }
  const [alone, pooled]: [number[], number[]] = [[], []]
  for (let i = 0; i < count; i++) {
    alone.push(await bare())
    pooled.push((await ask()).tookMs)
  }
  pool.close()
  await double.stop()
  return p95Of(pooled) - p95Of(alone)
}

/** What becomes of requests to endpoints none of which ever answers. */
export const runHopeless = async (bad: 'stop' | Fault, count: number) => {
  const doubles = await Promise.all([1, 2, 3, 4].map(() => startOllama(JOB)))
  if (bad === 'stop') await Promise.all(doubles.map(double => double.stop()))
  else for (const double of doubles) double.fault(bad)
  const { pool, ask, attempts } = openPool(doubles)
  const first = await Promise.all(Array.from({ length: count }, () => ask()))
  const after = await ask()
  pool.close()
  await Promise.all(doubles.map(double => double.stop()))
  return {
    ...figuresOf(first),
    timeouts: attempts.filter(({ ended }) => ended === 'silent').length,
    /** A request that comes when all of them are known to be out. */
    after,
  }
}

/** How long a slot is still taken after its caller has left, in the server and in the pool. */
export const leaveMs = async () => {
  const double = await startOllama({ ...JOB, firstTokenMs: 60_000 })
  const { pool, ask } = openPool([double])
  const control = new AbortController()
  const asked = ask({ leave: control.signal })
  while (double.counters.active === 0) await sleep(1)
  const started = performance.now()
  control.abort(new PoolFault('cancelled', 'se fue'))
  await asked
  while (double.counters.active > 0 || pool.status().endpoints[0]?.inFlight) await sleep(1)
  const took = performance.now() - started
  pool.close()
  await double.stop()
  return took
}
