import { createShards } from './shards.ts'
import { distance } from './spelling.ts'

/** Builds what finds the first word of a list that is one slip away, without reading the list. */
export const createSlips = (words: readonly string[]) => {
  const shards = createShards(words.map(word => [word, 1]))
  return (text: string): string | undefined => {
    let first = words.length
    for (const at of shards.candidates(text, 1))
      if (at < first && distance(text, words[at] ?? '', 1) === 1) first = at
    return words[first]
  }
}

/** Builds what finds a word of a list that is one slip away and begins with the same letter. */
export const createRepair = (words: readonly string[]) => {
  const shards = createShards(words.map(word => [word, 1]))
  return (text: string): string | undefined => {
    for (const at of shards.candidates(text, 1)) {
      const right = words[at]
      if (right?.[0] === text[0] && right && distance(text, right, 1) === 1) return right
    }
    return undefined
  }
}
