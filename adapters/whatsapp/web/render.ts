import type { Reply } from '../../../src/channel.ts'
import { numbered, renderParts } from '../render.ts'

/** More would be shortened on the phone behind "leer más"; WhatsApp itself takes 65,536. */
export const MAX_LETTERS = 4000

/** The messages that a reply becomes, in order, at least one; the choices as a numbered list. */
export const render = ({ text, choices }: Pick<Reply, 'text' | 'choices'>): string[] => {
  if (choices.length === 0) return renderParts(text, MAX_LETTERS)
  const list = `Respondé con el número:\n${numbered(choices)}`
  if (!text.trim()) return [list]
  const parts = renderParts(text, MAX_LETTERS)
  return [...parts.slice(0, -1), `${parts.at(-1)}\n\n${list}`]
}
