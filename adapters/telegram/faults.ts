import { GrammyError, HttpError } from 'grammy'

// What went wrong, without what must not be told: the errors of the library carry the text of the
// message, and those of the network below it the address, in which the token stands.

export interface Fault {
  readonly kind: /** Nothing will work until an operator changes something. */
    | 'stop'
    /** It may work later. */
    | 'later'
    /** The person has blocked the bot or is gone. */
    | 'blocked'
    /** The HTML was not understood. */
    | 'unparsable'
    /** This call will never work. */
    | 'refused'
  /** For an operator. */
  readonly detail: string
  /** Asked for by Telegram. */
  readonly waitMs: number
}

/** Whether trying again makes no sense for the channel as a whole. */
export const isFinal = ({ kind }: Fault) => kind === 'stop' || kind === 'refused'

const NETWORK: Readonly<Record<string, string>> = {
  ENOTFOUND: 'no se encuentra el servidor; revisá el DNS y TELEGRAM_API_ROOT',
  EAI_AGAIN: 'no se encuentra el servidor; revisá el DNS',
  ECONNREFUSED: 'el servidor rechaza la conexión; revisá TELEGRAM_API_ROOT y el cortafuegos',
  ECONNRESET: 'la conexión se cortó',
  ETIMEDOUT: 'el servidor no contesta; revisá el cortafuegos',
}

const ofNetwork = ({ error }: HttpError): Fault => {
  const { code = '' } = error as { code?: string }
  const reason = NETWORK[code] ?? (/^[A-Z_]+$/.test(code) ? code : 'el servidor no contesta bien')
  return { kind: 'later', detail: `No hay conexión con Telegram: ${reason}.`, waitMs: 0 }
}

const STOPPING: Readonly<Record<number, string>> = {
  401: 'Telegram no reconoce el token. Pedí uno nuevo a @BotFather, ponelo en TELEGRAM_BOT_TOKEN y reiniciá.',
  404: 'Telegram no reconoce el token. Copialo entero de @BotFather en TELEGRAM_BOT_TOKEN y reiniciá.',
  409: 'Otro programa está usando el mismo bot. Cerralo, o pedí otro token a @BotFather, y reiniciá.',
}

const PERMANENTLY_GONE = /chat not found|user is deactivated|PEER_ID_INVALID/i

const ofTelegram = (error: GrammyError): Fault => {
  const { error_code: code, description, parameters } = error
  const fault = (kind: Fault['kind'], detail = `Telegram respondió ${code}: ${description}`) => {
    return { kind, detail, waitMs: (parameters?.retry_after ?? 0) * 1000 }
  }
  const stopping = STOPPING[code]
  if (stopping) return fault('stop', stopping)
  if (code === 403 || PERMANENTLY_GONE.test(description)) return fault('blocked')
  if (code === 429) return fault('later', 'Telegram pide mandar más despacio.')
  if (code >= 400 && code < 500)
    return fault(/can't parse entities/i.test(description) ? 'unparsable' : 'refused')
  return fault('later', `Telegram tiene un problema (${code}).`)
}

/** Reads what a call of the Bot API rejected with. */
export const faultOf = (error: unknown): Fault => {
  if (error instanceof GrammyError) return ofTelegram(error)
  if (error instanceof HttpError) return ofNetwork(error)
  return { kind: 'later', detail: 'No hay conexión con Telegram.', waitMs: 0 }
}
