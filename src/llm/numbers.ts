import { fold } from '../text.ts'

// Numbers as Spanish writes them, in digits or in words, read into one form.

/** Letters and digits of one kind of writing only, without what cannot be seen. */
export const plain = (text: string) =>
  text
    .normalize('NFKC')
    .replace(/\p{Cf}|\u20e3/gu, '')
    .replace(/\p{Nd}/gu, digit => (digit <= '9' ? digit : String(digitValue(digit))))

// The digits of every script stand in blocks of ten, zero first, some of them side by side.
const digitValue = (digit: string) => {
  const code = digit.codePointAt(0) ?? 0
  let first = code
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first--
  return (code - first) % 10
}

const UNITS =
  'cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve'.split(
    ' ',
  )
const TENS = 'treinta cuarenta cincuenta sesenta setenta ochenta noventa'.split(' ')
const HUNDREDS =
  'cien doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos'.split(
    ' ',
  )

const WORDS = new Map<string, number>([
  ...UNITS.map((word, i) => [word, i] as const),
  ...TENS.map((word, i) => [word, 30 + 10 * i] as const),
  ...HUNDREDS.map((word, i) => [word, 100 * (i + 1)] as const),
  ...HUNDREDS.map((word, i) => [word.replace(/os$/, 'as'), 100 * (i + 1)] as const),
  ['un', 1],
  ['una', 1],
  ['veintiun', 21],
  ['veintiuna', 21],
  ['ciento', 100],
  ['mil', 1000],
  ['millon', 1_000_000],
  ['millones', 1_000_000],
])

/** A smaller number may stand after a larger one and be added to it: "treinta y cinco", "ciento dos". */
const adds = (before: number, next: number) =>
  (before >= 100 && before % 100 === 0 && next < 100) ||
  (before % 1000 === 0 && before >= 1000 && next < 1000) ||
  (before % 1_000_000 === 0 && before >= 1_000_000 && next === 1000) ||
  (before >= 30 && before % 100 < 100 && before % 10 === 0 && before % 100 >= 30 && next < 10)

/** Number words in a row as digits: "treinta y cinco" is 35, "cuatro cuatro" 4 4, "dos y tres" 2 y 3. */
const inDigits = (words: readonly string[]): string => {
  const values: number[] = []
  const linked = new Set<number>()
  for (const [i, word] of words.entries()) {
    const value = WORDS.get(word)
    if (value === undefined) continue
    const before = values.at(-1)
    // Of "dos millones quinientos mil", only the five hundred are thousands.
    const group = (before ?? 0) % (value * 1000)
    if (before === undefined) values.push(value)
    else if (value >= 1000 && group > 0 && group < value)
      values[values.length - 1] = before - group + group * value
    else if (adds(before, value)) values[values.length - 1] = before + value
    else {
      if (words[i - 1] === 'y') linked.add(values.length)
      values.push(value)
    }
  }
  return values.map((value, i) => (linked.has(i) ? `y ${value}` : value)).join(' ')
}

/** "10 mil" is 10000 and "2,5 millones" 2500000. */
const withThousands = (text: string) =>
  text.replace(
    /(?<![\d.,])(\d+(?:[.,]\d+)*)\s?(mil|millon(?:es)?)(?![\p{L}\p{N}])/gu,
    (all, digits: string, word: string) => {
      const amount = Number(digits.replace(/\.(?=\d{3}(?!\d))/g, '').replace(',', '.'))
      return Number.isNaN(amount) ? all : String(Math.round(amount * (WORDS.get(word) ?? 1)))
    },
  )

const WORD = /\p{L}[\p{L}\p{M}]*/gu

/**
 * The text with numbers in words written as digits ("treinta y cinco días" is "35 días"), folded.
 * A lone "un", "una" or "uno" stays where no unit that `counts` follows: it is an article.
 */
export const withDigits = (text: string, counts: RegExp): string => {
  const folded = withThousands(fold(text))
  const words = [...folded.matchAll(WORD)]
  let result = ''
  let at = 0
  for (let i = 0; i < words.length; i++) {
    let end = i
    while (end < words.length && joins(folded, words, i, end)) end++
    // "y" only links two numbers.
    while (end > i && words[end - 1]?.[0] === 'y') end--
    if (end === i) continue
    const run = words.slice(i, end)
    const first = run[0]?.index ?? 0
    const last = run.at(-1)
    const stop = (last?.index ?? 0) + (last?.[0].length ?? 0)
    const article = run.length === 1 && /^un[ao]?$/.test(run[0]?.[0] ?? '')
    if (!article || counts.test(folded.slice(stop))) {
      result += folded.slice(at, first) + inDigits(run.map(([word]) => word))
      at = stop
    }
    i = end - 1
  }
  return result + folded.slice(at)
}

/** Whether the word at `end` goes on with the number that begins at `start`. */
const joins = (text: string, words: readonly RegExpExecArray[], start: number, end: number) => {
  const [word] = words[end] ?? ['']
  const before = words[end - 1]
  // "Por ciento" counts; it is no number.
  if (end === start) return WORDS.has(word) && !(word === 'ciento' && before?.[0] === 'por')
  if (word === 'por') return false
  const between = text.slice((before?.index ?? 0) + (before?.[0].length ?? 0), words[end]?.index)
  return /^[\s,.-]{0,3}$/.test(between) && (WORDS.has(word) || word === 'y')
}
