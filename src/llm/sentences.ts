// Where a sentence ends in text that is still being written.

// A letter alone is an initial: "Manuel B. Gonnet", "8 a. m.".
const ABBREVIATION =
  /(?:^|[\s(*])(?:\p{L}|avd?a?|gral|cnel|tte|alte|brig|dra?|sra?|uds?|lic|esc|arts?|inc|nro|tel|cel|int|dp?to|depto|prov|pcia|bs|págs?|pags?|ej|etc|ing|pte|sta|sto)\.$/iu

const END = /[.!?…]+["'»”’)\]*_`]*(?=\s)|\n/g

const endsAt = (text: string, from: number) => {
  END.lastIndex = from
  for (let match = END.exec(text); match; match = END.exec(text)) {
    const end = match.index + match[0].length
    if (match[0] === '\n') return end
    // "1. Pedí el certificado" begins a list; its number ends nothing.
    const before = text.slice(from, end)
    if (!ABBREVIATION.test(before) && !/(?:^|\n)\s*\d{1,2}\.$/.test(before)) return end
  }
  return -1
}

/** Cuts text into sentences as it comes; a line break ends one too. Nothing is lost in between. */
export const createSentences = (onSentence: (sentence: string) => void) => {
  let pending = ''
  return {
    write: (piece: string) => {
      pending += piece
      for (let end = endsAt(pending, 0); end > 0; end = endsAt(pending, 0)) {
        onSentence(pending.slice(0, end))
        pending = pending.slice(end)
      }
    },
    /** The text is complete. */
    end: () => {
      if (pending.trim()) onSentence(pending)
      pending = ''
    },
    /** What has not been given as a sentence yet. */
    get rest() {
      return pending
    },
  }
}

/** The sentences of a complete text. */
export const sentencesOf = (text: string): string[] => {
  const found: string[] = []
  const sentences = createSentences(sentence => found.push(sentence))
  sentences.write(text)
  sentences.end()
  return found
}
