import { FAULTS, type Fault } from '../support/ollama.ts'
import { everyMs, FAST, SCALE } from '../support/pool.ts'
import {
  leaveMs,
  overheadOfPool,
  runFaults,
  runHopeless,
  runPool,
  timeToReturn,
  warmUp,
} from '../support/pool-runs.ts'
import { print, verdict } from './timing.ts'

const AT_A_TIME = 8
const GOOD = undefined
const ALL_GOOD = [GOOD, GOOD, GOOD, GOOD]
const whole = (ms: number) => `${ms.toFixed(0)} ms`
const most = (figures: readonly { readonly maxQueued: number; readonly maxActive: number }[]) =>
  `${Math.max(...figures.map(one => one.maxActive))} side by side, ` +
  `${Math.max(...figures.map(one => one.maxQueued))} waiting`

const benchFaults = async () => {
  print('  fault              answered   p95 ratio   waited for a limit   got by the bad one')
  for (let i = 0; i < FAULTS.length; i += AT_A_TIME) {
    const { healthy, bad } = await runFaults(FAULTS.slice(i, i + AT_A_TIME))
    print(`  none                    100 %   p50 ${whole(healthy.p50)}, p95 ${whole(healthy.p95)}`)
    for (const [fault, figures] of bad) {
      const ratio = figures.p95 / healthy.p95
      const answered = (figures.answered / figures.asked) * 100
      const ok = answered === 100 && ratio <= 1.35 && figures.timeouts <= 1
      const columns = [
        fault.padEnd(18),
        `${answered.toFixed(0)} %`.padStart(8),
        ratio.toFixed(2).padStart(11),
        String(figures.timeouts).padStart(20),
        String(figures.touched).padStart(20),
      ]
      print(`  ${columns.join(' ')}   ${verdict(ok && figures.maxQueued === 0)}`)
    }
  }
}

const TWO_BAD: readonly (readonly [Fault, Fault])[] = [
  ['silence', '503-busy'],
  ['truncated', 'slow-first'],
  ['hang-mid', '500-runner'],
  ['empty', 'malformed-line'],
]
const THREE_BAD: readonly (readonly [Fault, Fault, Fault])[] = [
  ['silence', 'truncated', '500-runner'],
  ['503-busy', 'hang-mid', 'empty'],
  ['silence', 'silence', 'silence'],
]

const benchManyBad = async () => {
  const two = await Promise.all(
    TWO_BAD.map(bad =>
      runPool({ plans: [...bad, GOOD, GOOD], every: everyMs(2, 0.68), count: 40 }),
    ),
  )
  for (const [i, { answered, asked, p95, slowest }] of two.entries())
    print(
      `  two bad, ${TWO_BAD[i]?.join(' and ')}: ${answered} of ${asked}, p95 ${whole(p95)}, ` +
        `slowest ${whole(slowest)} (at least 99 %): ${verdict(answered >= asked * 0.99)}`,
    )
  const three = await Promise.all(
    THREE_BAD.map(bad => runPool({ plans: [...bad, GOOD], every: everyMs(1, 1.36), count: 40 })),
  )
  for (const [i, { answered, shed, asked, late, slowest }] of three.entries())
    print(
      `  three bad, ${THREE_BAD[i]?.join(', ')}: ${answered} answered, ${shed} refused, ` +
        `${asked - answered - shed - late} failed, slowest ${whole(slowest)}, ` +
        `late ${late} (none): ${verdict(late === 0)}`,
    )
  print(`  inside of any server of these: ${most([...two, ...three])}`)
}

const benchHopeless = async () => {
  const { slowest, after } = await runHopeless('stop', 8)
  const ok = slowest <= 50 && after.tookMs <= 50
  print(`  all refuse: no answer after ${slowest.toFixed(1)} ms (at most 50): ${verdict(ok)}`)
  const hung = await runHopeless('silence', 8)
  const bounded = hung.slowest <= FAST.patienceMs && hung.timeouts <= 4 && hung.after.tookMs <= 50
  print(
    `  all hang: ${hung.timeouts} waited (at most 4), slowest ${whole(hung.slowest)}, ` +
      `the next ${hung.after.tookMs.toFixed(1)} ms: ${verdict(bounded)}`,
  )
}

const benchLoad = async () => {
  const over = await runPool({ plans: ALL_GOOD, every: everyMs(4, 3), count: 150 })
  const ended = over.answered + over.shed === over.asked && over.slowest <= FAST.patienceMs
  print(
    `  three times too much, ${over.asked} asked: ${over.answered} answered, ${over.shed} refused, ` +
      `slowest ${whole(over.slowest)} (at most ${whole(FAST.patienceMs)}), ${most([over])}: ` +
      verdict(ended && over.maxQueued === 0 && over.maxActive === 1),
  )
  const options = { firstTokenMs: 30, tokenMs: 60 }
  const spread = await runPool({ plans: ALL_GOOD, options, every: 50, count: 200 })
  const even = spread.answeredBy.every(count => count >= 45 && count <= 55)
  print(`  spread of 200: ${spread.answeredBy.join(', ')} (45 to 55 each): ${verdict(even)}`)
  const slow = await runPool({
    plans: ALL_GOOD,
    options: i => (i === 0 ? { firstTokenMs: 180, tokenMs: 360 } : {}),
  })
  print(
    `  one three times slower: ${slow.answered} of ${slow.asked}, p95 ${whole(slow.p95)}, ` +
      `it got ${slow.answeredBy[0]}: ${verdict(slow.answered === slow.asked)}`,
  )
  const flapping = await runPool({
    plans: [() => (Math.random() < 0.5 ? '500-runner' : undefined), GOOD, GOOD, GOOD],
  })
  print(
    `  one fails half of the time: ${flapping.answered} of ${flapping.asked}, ` +
      `${flapping.retried} retried (at least 99 %): ` +
      verdict(flapping.answered >= flapping.asked * 0.99),
  )
}

const benchReturn = async () => {
  for (const bad of ['stop', 'silence', 'hang-mid', '500-runner'] as const) {
    const took = await Promise.all(
      [0, 5, 10].map(seconds => timeToReturn(bad, seconds * 1000 * SCALE)),
    )
    const slowest = Math.max(...took)
    print(
      `  serves again after ${bad}: ${whole(slowest)} (at most ${whole(20_000 * SCALE)}): ` +
        verdict(slowest <= 20_000 * SCALE),
    )
  }
}

/** The pool over four doubles of Ollama, with answers of 300 ms: a twentieth of the true times. */
export const benchPool = async () => {
  await warmUp()
  print('pool of four servers of one slot, 80 questions, load 0.68, all times a twentieth')
  await benchFaults()
  await benchManyBad()
  await benchHopeless()
  await benchLoad()
  await benchReturn()
  const left = await leaveMs()
  print(
    `  a caller leaves: slot free in ${left.toFixed(1)} ms (at most 250): ${verdict(left <= 250)}`,
  )
  const overhead = await overheadOfPool(400)
  print(
    `  added to a bare fetch, p95 ${overhead.toFixed(2)} ms (at most 2): ${verdict(overhead <= 2)}`,
  )
}
