// How Spanish words sound and how far two spellings are apart.

// Written short in addresses and on phones. Source: usage in municipal addresses.
const ABBREVIATIONS = new Map(
  Object.entries({
    gral: 'general',
    grl: 'general',
    gnral: 'general',
    gnal: 'general',
    gen: 'general',
    cnel: 'coronel',
    cnl: 'coronel',
    crnel: 'coronel',
    cor: 'coronel',
    pte: 'presidente',
    pdte: 'presidente',
    pres: 'presidente',
    alte: 'almirante',
    almte: 'almirante',
    alm: 'almirante',
    sta: 'santa',
    sto: 'santo',
    vte: 'vicente',
    vcte: 'vicente',
    cap: 'capitan',
    ing: 'ingeniero',
    gob: 'gobernador',
    gdor: 'gobernador',
    fcio: 'florencio',
    flcio: 'florencio',
    cmte: 'comandante',
    cte: 'comandante',
    tte: 'teniente',
    mtro: 'ministro',
    vlla: 'villa',
    bº: 'barrio',
    brio: 'barrio',
    pto: 'puerto',
    pta: 'punta',
    rdos: 'remedios',
    snt: 'san',
    sn: 'san',
    malv: 'malvinas',
    arg: 'argentinas',
    exalt: 'exaltacion',
  }),
)

/** The full word behind a usual abbreviation ("gral" is "general"), or the word itself. */
export const expand = (word: string) => ABBREVIATIONS.get(word) ?? word

const VOWEL = /[aeiou]/
const VOWEL_EI = /[ei]/

const soundAt = (word: string, i: number): [sound: string, length: number] => {
  const c = word[i] ?? ''
  const next = word[i + 1] ?? ''
  const softens = VOWEL_EI.test(next)
  if (c === 'h') return ['', 1]
  if (c === 'c' && next === 'h') return ['C', 2]
  if (c === 's' && next === 'h') return ['C', 2]
  if (c === 'p' && next === 'h') return ['f', 2]
  // "azulll" is shouted, "calle" is not.
  if (c === 'l' && next === 'l') return word[i + 2] === 'l' ? ['l', 3] : ['y', 2]
  if (c === 'q') return ['k', next === 'u' ? 2 : 1]
  if (c === 'c') return [softens ? 's' : 'k', 1]
  if (c === 'g' && next === 'u' && VOWEL_EI.test(word[i + 2] ?? '')) return ['g', 2]
  if (c === 'g') return [softens ? 'j' : 'g', 1]
  if (c === 'z' || c === 'x') return ['s', 1]
  if (c === 'v') return ['b', 1]
  if (c === 'w') return ['u', 1]
  if (c === 'y') return [VOWEL.test(next) ? 'y' : 'i', 1]
  if (c === 'm' && /[bpv]/.test(next)) return ['n', 1]
  return [c, 1]
}

/**
 * How a folded word sounds in rioplatense Spanish, so that "verasategui" and "Berazategui" are
 * one key: b=v, s=c=z, ll=y, no h, que=ke, doubled letters once.
 */
export const phonetic = (word: string) => {
  let key = ''
  for (let i = 0; i < word.length; ) {
    const [sound, length] = soundAt(word, i)
    if (sound && key.at(-1) !== sound) key += sound
    i += length
  }
  return key
}

/** Two sound keys spoken without a pause: a sound that ends one and starts the other is one. */
export const join = (a: string, b: string) => (a && a.at(-1) === b[0] ? a + b.slice(1) : a + b)

// Three rows are enough; names are short, so they are kept and used again.
const LONGEST = 128
const rows = [new Uint8Array(LONGEST), new Uint8Array(LONGEST), new Uint8Array(LONGEST)] as const

/**
 * Edits (insert, delete, replace, swap neighbours) between two keys, or `max + 1` when there are
 * more than `max`. Optimal string alignment distance.
 */
export const distance = (a: string, b: string, max: number) => {
  const [n, m] = [a.length, b.length]
  if (Math.abs(n - m) > max || n >= LONGEST || m >= LONGEST) return max + 1
  let [beforeLast, last, row] = rows
  for (let j = 0; j <= m; j++) last[j] = j
  for (let i = 1; i <= n; i++) {
    const letter = a.charCodeAt(i - 1)
    row[0] = i
    let best = i
    for (let j = 1; j <= m; j++) {
      const other = b.charCodeAt(j - 1)
      let cost = (last[j - 1] ?? 0) + (letter === other ? 0 : 1)
      cost = Math.min(cost, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1)
      const swapped = i > 1 && j > 1 && letter === b.charCodeAt(j - 2)
      if (swapped && a.charCodeAt(i - 2) === other)
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1)
      row[j] = cost
      if (cost < best) best = cost
    }
    if (best > max) return max + 1
    ;[beforeLast, last, row] = [last, row, beforeLast]
  }
  return last[m] ?? max + 1
}

/**
 * Remembers what was worked out for a word; starts anew when too many have been seen: with another
 * map, since one that is cleared leads from what it held to what it will hold, and where the garbage
 * of long ago has not been collected yet, that keeps all that came after it.
 */
export const remembered = <T>(work: (word: string) => T, most = 5000) => {
  let known = new Map<string, T>()
  return (word: string): T => {
    const before = known.get(word)
    if (before !== undefined) return before
    if (known.size >= most) known = new Map()
    const result = work(word)
    known.set(word, result)
    return result
  }
}
