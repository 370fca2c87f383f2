import type { Said } from './features.ts'

/** A group of synonyms says less of a way of asking than the very word. */
const GROUP = 0.5

interface Questions {
  /** Ways of asking that have the feature. */
  readonly at: number[]
  weight: number
}

const featuresOf = ({ terms, groups }: Said) => [...terms, ...groups]

/**
 * Builds the comparison with each known way of asking: the cosine of what is said, where rare
 * words weigh more. Gives that of the nearest way of asking of every entry, 0 to 1.
 */
export const createLikeness = (entries: readonly (readonly Said[])[]) => {
  const ways = entries.flatMap((asked, entry) => asked.map(said => ({ entry, said })))
  const byFeature = new Map<string, Questions>()
  ways.forEach(({ said }, i) => {
    for (const feature of featuresOf(said)) {
      const known = byFeature.get(feature)
      if (known) known.at.push(i)
      else byFeature.set(feature, { at: [i], weight: 0 })
    }
  })
  // Only their numbers below: what has been counted would be kept with the texts themselves.
  const [entryCount, wayCount] = [entries.length, ways.length]
  const squareOf = (feature: string, times: number) =>
    (Math.log(1 + wayCount / (0.5 + times)) * (feature.startsWith('#') ? GROUP : 1)) ** 2
  for (const [feature, questions] of byFeature)
    questions.weight = squareOf(feature, questions.at.length)
  const unheard = squareOf('', 0)
  const lengths = Float64Array.from(ways, ({ said }) =>
    Math.sqrt(featuresOf(said).reduce((sum, key) => sum + (byFeature.get(key)?.weight ?? 0), 0)),
  )
  const entryOf = Uint16Array.from(ways, ({ entry }) => entry)
  const dots = new Float64Array(wayCount)
  return (said: Said): Float64Array => {
    dots.fill(0)
    let square = 0
    for (const feature of featuresOf(said)) {
      const questions = byFeature.get(feature)
      square += questions?.weight ?? unheard
      if (questions) for (const i of questions.at) dots[i] = (dots[i] ?? 0) + questions.weight
    }
    const best = new Float64Array(entryCount)
    const length = Math.sqrt(square)
    for (let i = 0; i < dots.length; i++) {
      const dot = dots[i] ?? 0
      if (dot === 0) continue
      const entry = entryOf[i] ?? 0
      best[entry] = Math.max(best[entry] ?? 0, dot / (length * (lengths[i] ?? 1)))
    }
    return best
  }
}
