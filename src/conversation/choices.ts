import Fuse from 'fuse.js'
import type { Choice } from '../channel.ts'
import { remembered } from '../spelling.ts'
import { tokenise } from '../text.ts'

const ORDINALS = [
  /^(1|1ro|1ra|uno|una|primer[oa]?)$/,
  /^(2|2do|2da|dos|segund[oa])$/,
  /^(3|3ro|3ra|tres|tercer[oa]?)$/,
  /^(4|4to|4ta|cuatro|cuart[oa])$/,
  /^(5|5to|5ta|cinco|quint[oa])$/,
  /^(6|6to|6ta|seis|sext[oa])$/,
  /^(7|7mo|7ma|siete|septim[oa])$/,
  /^(8|8vo|8va|ocho|octav[oa])$/,
]
const FILLER =
  /^(el|la|lo|los|las|opcion|numero|nro|n|es|quiero|de|en|del|si|elijo|ese|esa|a|porfa|por|favor|que|como|u+f+|ah|bue|bueno|dale|ok|y|entonces|mejor)$/

const wordsOf = (text: string) =>
  tokenise(text)
    .map(token => token.word)
    .filter(word => !FILLER.test(word))

/** Those of labels, of which there are few. */
const wordsOfLabel = remembered(wordsOf)

/** Said in less than this share of its letters, a name may as well be another one. */
const MIN_SHARE = 0.6
/** About one wrong letter in four. */
const WRONG = 0.25

/** Whether so many letters are wrong that nobody need look where they stand. */
const isFar = (said: string, label: string) => {
  if (said.length - label.length > said.length * WRONG) return true
  let rest = label
  let missing = 0
  for (const letter of said) {
    const at = rest.indexOf(letter)
    if (at < 0) missing++
    else rest = rest.slice(0, at) + rest.slice(at + 1)
  }
  return missing > said.length * WRONG
}

/** Whether the message is the number of a choice that is not there. */
export const isBeyond = (text: string, choices: readonly Choice[]) => {
  const [only, second] = wordsOf(text)
  return (
    choices.length > 0 &&
    second === undefined &&
    /^\d{1,2}$/.test(only ?? '') &&
    Number(only) > choices.length
  )
}

/**
 * The choice that a message means, when it means one of those just shown: by number ("2",
 * "el segundo", "el último") or by its words, also mistyped.
 */
export const chosen = (text: string, choices: readonly Choice[]): Choice | undefined => {
  if (choices.length === 0) return undefined
  const words = wordsOf(text)
  if (words.length === 0 || words.length > 6) return undefined
  const [only, second] = words
  if (only !== undefined && second === undefined) {
    if (/^ultim[oa]$/.test(only)) return choices.at(-1)
    const at = ORDINALS.findIndex(ordinal => ordinal.test(only))
    if (at >= 0) return choices[at]
  }
  const names = choices.map(choice => ({ choice, words: wordsOfLabel(choice.label) }))
  const [whole, other] = names.filter(name => words.every(word => name.words.includes(word)))
  if (whole && !other) return whole.choice
  const labels = names.map(name => ({ ...name, label: name.words.join(' ') }))
  const said = words.join(' ')
  const near = labels.filter(
    ({ label }) => said.length >= label.length * MIN_SHARE && !isFar(said, label),
  )
  if (near.length === 0) return undefined
  // Two labels as near as that are no answer.
  const fuse = new Fuse(near, {
    keys: ['label'],
    threshold: WRONG,
    includeScore: true,
    distance: 20,
  })
  const [best, rival] = fuse.search(said)
  if (!best) return undefined
  return rival && (rival.score ?? 0) - (best.score ?? 0) < 0.1 ? undefined : best.item.choice
}
