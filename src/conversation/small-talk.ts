import type { Reply } from '../channel.ts'
import * as replies from './replies.ts'

/** Up to this length a greeting or thanks is all that there is in a message. */
export const SMALL_TALK_WORDS = 4

/** What a person at the counter says besides asking. */
export const smallTalk = (intents: readonly string[]): Reply | undefined => {
  if (intents.includes('ayuda') || intents.includes('no_entiende')) return replies.help()
  if (intents.includes('gracias')) return replies.thanks()
  if (intents.includes('despedida')) return replies.goodbye()
  return intents.includes('saludo') ? replies.greeting() : undefined
}

/** What nobody should answer in the name of the State. */
export const declined = (intents: readonly string[]): Reply | undefined => {
  if (intents.includes('politica')) return replies.noPolitics()
  return intents.includes('promesas') ? replies.noPromises() : undefined
}
