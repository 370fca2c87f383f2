// Where a sentence ends in text that is still being written.

const ABBREVIATION =
  /(?:^|[\s(])(?:av|avda|gral|cnel|dr|dra|sr|sra|lic|esc|art|inc|nro|n|tel|cel|int|dto|pág|pag|ej|p|etc|ing|pte|sta|sto|ley)\.$/i

const END = /[.!?…]+["»”)*]*(?=\s)|\n/g

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
