/** What was noted under each number, in flat arrays: of number n, from `starts[n]` to `starts[n + 1]`. */
export interface Postings {
  readonly starts: Int32Array
  readonly items: Uint16Array
  readonly values: Float32Array
}

/** Collects notes, which come in any order, and sorts them by number. */
export const createNotes = () => {
  const numbers: number[] = []
  const items: number[] = []
  const values: number[] = []
  return {
    add: (number: number, item: number, value: number) => {
      numbers.push(number)
      items.push(item)
      values.push(value)
    },
    /** `size` is more than the highest number. Notes of one number stay in their order. */
    sorted: (size: number): Postings => {
      const starts = new Int32Array(size + 1)
      for (const number of numbers) starts[number + 1] = (starts[number + 1] ?? 0) + 1
      for (let n = 0; n < size; n++) starts[n + 1] = (starts[n + 1] ?? 0) + (starts[n] ?? 0)
      const next = starts.slice()
      const sorted = {
        starts,
        items: new Uint16Array(numbers.length),
        values: new Float32Array(numbers.length),
      }
      numbers.forEach((number, i) => {
        const at = next[number] ?? 0
        next[number] = at + 1
        sorted.items[at] = items[i] ?? 0
        sorted.values[at] = values[i] ?? 0
      })
      return sorted
    },
  }
}
