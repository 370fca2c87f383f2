import { createHash } from 'node:crypto'
import { KINDS, type Kind, type Marks } from './features.ts'
import { type Keeping, NOWHERE } from './keeping.ts'
import { NONE } from './numbering.ts'

// Multinomial logistic regression over all ways of asking, learnt at the start by stochastic
// gradient descent. What sets it apart from counting: words that many entries share cancel out,
// and the weight goes to those that tell two entries apart.

/** How much each kind of feature says, before it is weighed by how rare it is. */
const WEIGHTS: Readonly<Record<Kind, number>> = {
  terms: 1,
  groups: 1,
  phrases: 0.6,
  pairs: 0.3,
  letters: 0.5,
}
/** Of these, what only one way of asking has says nothing of the next one. */
const SHARED: readonly Kind[] = ['phrases', 'pairs', 'letters']
/** Another one for any change to how it is learnt: what was kept by the old one is no use. */
const VERSION = 1
const SCALE_BYTES = 8
const ROUNDS = 6
const STEP = 6
/** Entries that are this unlikely learn nothing from an example. */
const UNLIKELY = 0.003
/** What was this likely to be found is not looked at again before the next revision. */
const SURE = 0.85
/** Rounds from one look at all examples to the next. */
const REVISION = 3

export interface Example {
  readonly said: Marks
  /** The entries that answer it. */
  readonly entries: readonly number[]
}

/** The features that are learnt: the row of each, or `NONE`, and how rare it is. */
interface Rows {
  readonly rowOf: Int32Array
  readonly rarity: Float32Array
  readonly unheard: number
  readonly size: number
}

const countRows = (examples: readonly Example[], features: number): Rows => {
  const counts = new Uint32Array(features)
  const shared = new Uint8Array(features)
  for (const { said } of examples)
    for (const kind of KINDS) {
      const least = SHARED.includes(kind) ? 1 : 0
      for (const feature of said[kind]) {
        counts[feature] = (counts[feature] ?? 0) + 1
        shared[feature] = least
      }
    }
  const unheard = Math.log(1 + examples.length)
  const rarity = new Float32Array(features)
  const rowOf = new Int32Array(features).fill(NONE)
  let size = 0
  for (let feature = 0; feature < features; feature++) {
    const count = counts[feature] ?? 0
    rarity[feature] = count > 0 ? Math.log(1 + examples.length / count) : unheard
    if (count > (shared[feature] ?? 0)) rowOf[feature] = size++
  }
  return { rowOf, rarity, unheard, size }
}

/** What is said as rows and values, of length 1 in all. */
interface Vector {
  readonly rows: readonly number[]
  readonly values: readonly number[]
}

/** `whole` counts what nobody has said as well: it takes from the length of the rest. */
const vectorOf = (said: Marks, { rowOf, rarity, unheard }: Rows, whole: boolean): Vector => {
  const rows: number[] = []
  const values: number[] = []
  let square = 0
  for (const kind of KINDS)
    for (const feature of said[kind]) {
      const row = feature === NONE ? NONE : (rowOf[feature] ?? NONE)
      if (row === NONE && !whole) continue
      const value = WEIGHTS[kind] * (row === NONE ? unheard : (rarity[feature] ?? 0))
      square += value * value
      if (row === NONE) continue
      rows.push(row)
      values.push(value)
    }
  const length = Math.sqrt(square) || 1
  for (let i = 0; i < values.length; i++)
    values[i] = Math.fround(Math.fround(values[i] ?? 0) / length)
  return { rows, values }
}

// Plain loops, here and below: what they do, they do some hundred million times at the start.
const addUp = ({ rows, values }: Vector, weights: Float32Array | Int8Array, sums: Float32Array) => {
  const width = sums.length
  sums.fill(0)
  for (let i = 0; i < rows.length; i++) {
    const value = values[i] ?? 0
    let at = (rows[i] ?? 0) * width
    for (let entry = 0; entry < width; entry++, at++)
      sums[entry] = (sums[entry] ?? 0) + (weights[at] ?? 0) * value
  }
}

/** Takes so much of the vector from the weights, for each entry that is not too unlikely. */
const correct = (
  { rows, values }: Vector,
  weights: Float32Array,
  much: Float32Array,
  step: number,
) => {
  const width = much.length
  for (let entry = 0; entry < width; entry++) {
    const part = much[entry] ?? 0
    if (part < UNLIKELY && part > -UNLIKELY) continue
    for (let i = 0; i < rows.length; i++) {
      const at = (rows[i] ?? 0) * width + entry
      weights[at] = (weights[at] ?? 0) - step * part * (values[i] ?? 0)
    }
  }
}

/** Logits into probabilities, in place. */
const softmax = (sums: Float32Array) => {
  let most = Number.NEGATIVE_INFINITY
  let all = 0
  for (const sum of sums) if (sum > most) most = sum
  for (let i = 0; i < sums.length; i++) all += sums[i] = Math.exp((sums[i] ?? 0) - most)
  for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] ?? 0) / all
}

/** The same order for everybody and at each start, so that a question finds the same again. */
const createShuffle = () => {
  let seed = 1
  return (items: Uint32Array) => {
    for (let i = items.length - 1; i > 0; i--) {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff
      const j = seed % (i + 1)
      const item = items[i] ?? 0
      items[i] = items[j] ?? 0
      items[j] = item
    }
  }
}

const learn = (examples: readonly Example[], rows: Rows, width: number) => {
  const weights = new Float32Array(rows.size * width)
  const vectors = examples.map(({ said }) => vectorOf(said, rows, false))
  const order = Uint32Array.from(examples, (_, i) => i)
  const shuffle = createShuffle()
  const sure = new Float32Array(examples.length)
  const sums = new Float32Array(width)
  for (let round = 0; round < ROUNDS; round++) {
    shuffle(order)
    const step = STEP * (1 - round / ROUNDS)
    for (const i of order) {
      if ((sure[i] ?? 0) > SURE && round % REVISION !== 0) continue
      const [vector, example] = [vectors[i], examples[i]]
      if (!vector || !example) continue
      addUp(vector, weights, sums)
      softmax(sums)
      // Of several right entries, each is as right as it is likely already.
      let right = 0
      for (const entry of example.entries) right += sums[entry] ?? 0
      sure[i] = right
      for (const entry of example.entries) sums[entry] = (sums[entry] ?? 0) * (1 - 1 / right)
      correct(vector, weights, sums, step)
    }
  }
  return weights
}

/** In a quarter of the memory, with the scale of all in front. */
const pack = (weights: Float32Array) => {
  let most = 0
  for (const weight of weights) if (Math.abs(weight) > most) most = Math.abs(weight)
  const scale = most / 127 || 1
  const bytes = new Uint8Array(SCALE_BYTES + weights.length)
  new DataView(bytes.buffer).setFloat64(0, scale)
  const packed = new Int8Array(bytes.buffer, SCALE_BYTES)
  for (let i = 0; i < weights.length; i++) packed[i] = Math.round((weights[i] ?? 0) / scale)
  return bytes
}

const unpack = (bytes: Uint8Array) => {
  const { buffer, byteOffset, byteLength } = bytes
  return {
    scale: new DataView(buffer, byteOffset).getFloat64(0),
    packed: new Int8Array(buffer, byteOffset + SCALE_BYTES, byteLength - SCALE_BYTES),
  }
}

/** Names all that the result depends on. */
const keyOf = (examples: readonly Example[], features: number, width: number) => {
  const hash = createHash('sha256')
  hash.update(JSON.stringify([VERSION, ROUNDS, STEP, SURE, UNLIKELY, WEIGHTS, features, width]))
  for (const example of examples) hash.update(JSON.stringify(example))
  return hash.digest('hex')
}

const recall = (
  examples: readonly Example[],
  rows: Rows,
  features: number,
  width: number,
  keeping: Keeping,
): Uint8Array => {
  const key = keyOf(examples, features, width)
  const kept = keeping.load(key)
  if (kept?.byteLength === SCALE_BYTES + rows.size * width) return kept
  const learnt = pack(learn(examples, rows, width))
  keeping.store(key, learnt)
  return learnt
}

/**
 * Learns to tell entries apart by the ways in which people ask for them. What it gives writes how
 * much a question is one for each entry, over what it gets: above 0 more than for others, and rarely
 * above 10.
 * `features` is the number of all features, `width` that of entries; what was learnt is kept.
 */
export const createJudgement = (
  examples: readonly Example[],
  features: number,
  width: number,
  keeping: Keeping = NOWHERE,
): ((said: Marks, sums: Float32Array) => void) => {
  const rows = countRows(examples, features)
  const { packed, scale } = unpack(recall(examples, rows, features, width, keeping))
  return (said, sums) => {
    addUp(vectorOf(said, rows, true), packed, sums)
    for (let entry = 0; entry < width; entry++) sums[entry] = (sums[entry] ?? 0) * scale
  }
}
