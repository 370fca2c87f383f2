/** Of values in order, the one with this share of them below it. */
export const percentile = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0

export interface Timing {
  readonly median: number
  readonly p99: number
}

/** Median and 99th percentile of single calls, in milliseconds, after a warm-up. */
export const timeCalls = <T>(
  inputs: readonly T[],
  rounds: number,
  call: (input: T) => void,
): Timing => {
  for (const input of inputs) call(input)
  const took: number[] = []
  for (let round = 0; round < rounds; round++)
    for (const input of inputs) {
      const start = performance.now()
      call(input)
      took.push(performance.now() - start)
    }
  took.sort((a, b) => a - b)
  return { median: percentile(took, 0.5), p99: percentile(took, 0.99) }
}

export const ms = (value: number) => `${value.toFixed(3)} ms`

export const print = (line: string) => process.stdout.write(`${line}\n`)

export const verdict = (ok: boolean) => (ok ? 'ok' : 'SHORT')
