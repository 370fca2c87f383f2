import type { Office, Reply } from '../channel.ts'
import { hasContact } from './office-texts.ts'
import { reply } from './replies.ts'

// What operators have the assistant tell everybody.

/** Whether a reply says hello, and nothing else. */
export const isGreeting = ({ about }: Reply) =>
  about.source === 'smalltalk' && about.intents.includes('saludo')

// What an operator writes is no Markdown; an address stays one.
const plain = (text: string) =>
  text
    .split(/(https?:\/\/\S+)/)
    .map((part, i) => (i % 2 ? part : part.replace(/[\\*_[\]<>#`~|]/g, '\\$&')))
    .join('')

/** A reply with what operators want citizens to know at its end. */
export const withNotice = (before: Reply, notice: string): Reply => ({
  ...before,
  text: `${before.text}\n\n**Aviso:** ${plain(notice)}`,
})

const waysTo = ({ direccion, telefono, whatsapp, email, web }: Office) =>
  [
    direccion,
    telefono && `teléfono ${telefono}`,
    whatsapp && `WhatsApp ${whatsapp}`,
    email,
    web,
  ].filter(Boolean)

/** The channel is switched off; with whom to ask, in words that need no markup. */
export const closed = (provincial: readonly Office[]) => {
  const [contact] = provincial.filter(hasContact)
  const who = contact?.dependencia ?? contact?.municipio
  const where = contact ? ` También podés consultar en ${who}: ${waysTo(contact).join(', ')}` : ''
  return reply(
    `En este momento el asistente no está atendiendo por acá. Probá de nuevo más tarde.${where}`,
    { source: 'safety', intents: ['canal_apagado'], offices: contact ? [contact] : [] },
  )
}
