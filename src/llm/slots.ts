import type { Office } from '../channel.ts'
import { fold } from '../text.ts'

// A model never sees how an office is reached. It writes the name of a slot, and code puts the
// value in, so that what a person reads is what stands in the record.

const SLOTS = {
  DEPENDENCIA: 'dependencia',
  DIRECCION: 'direccion',
  TELEFONO: 'telefono',
  WHATSAPP: 'whatsapp',
  HORARIO: 'horario',
  EMAIL: 'email',
  WEB: 'web',
} as const satisfies Record<string, keyof Office>

const ENTRIES = Object.entries(SLOTS)

const SLOT = /\{\{?\s*([^{}\s]+)\s*\}?\}/g

export const hasSlots = (text: string) => text.search(SLOT) >= 0

/** The text as it reads where the slots are. */
export const withoutSlots = (text: string) => text.replace(SLOT, ' ')

/** The slots that this office can fill, as a model writes them. */
export const slotsOf = (office: Office | undefined): string[] =>
  ENTRIES.flatMap(([slot, field]) => (office?.[field] ? [`{{${slot}}}`] : []))

/** The text with the slots filled; `undefined` when one of them is unknown or has no value. */
export const fillSlots = (text: string, office: Office | undefined): string | undefined => {
  let complete = true
  const filled = text.replace(SLOT, (_, name: string) => {
    const found = ENTRIES.find(([slot]) => slot === fold(name).toUpperCase())
    const value = found && office?.[found[1]]
    if (!value) complete = false
    return value ?? ''
  })
  // Half a slot is none.
  return complete && !/[{}]/.test(text.replace(SLOT, '')) ? filled : undefined
}

/** A text of the conversation as a model may see it: what reaches an office is a slot again. */
export const withSlots = (text: string, offices: readonly Office[]): string =>
  offices
    .flatMap(office =>
      ENTRIES.flatMap(([slot, field]) => {
        const value = field === 'dependencia' ? undefined : office[field]
        if (!value) return []
        // A page is also shown without what stands before its name.
        const name = field === 'web' ? [value.replace(/^https?:\/\/|\/$/g, '')] : []
        return [value, ...name].map(shown => ({ value: shown, slot: `{{${slot}}}` }))
      }),
    )
    // The longest first: a shorter one may be a part of it, and would leave the rest of it to see.
    .sort((a, b) => b.value.length - a.value.length)
    .reduce((masked, { value, slot }) => masked.replaceAll(value, slot), text)

/** Text of a person or of a file, in which nothing can pass for a slot or a mark of ours. */
export const withoutMarks = (text: string): string =>
  text.replace(/[{}<>]/g, mark => ({ '{': '(', '}': ')', '<': '‹', '>': '›' })[mark] ?? '')
