import { GraphError } from './graph-api.ts'

export interface Fault {
  readonly kind: /** It may work in a while. */
    | 'later'
    /** This person cannot be written to now, and trying again would not change it. */
    | 'gone'
    /** This message will never be taken. */
    | 'refused'
    /** Nothing will work until an operator has done something. */
    | 'alert'
  /** For an operator; without phone, text or token. */
  readonly detail: string
  /** Of the Graph API; 0 where it has none. */
  readonly code: number
}

const NO_TOKEN =
  'Meta no reconoce el token: venció o fue anulado. Creá otro, ponelo en WHATSAPP_CLOUD_TOKEN y reiniciá.'
const NO_PERMISSION =
  'El token no tiene permiso para este número. Creá otro con los permisos whatsapp_business_messaging ' +
  'y whatsapp_business_management, ponelo en WHATSAPP_CLOUD_TOKEN y reiniciá.'
const NO_NUMBER =
  'Meta no encuentra el número, o el token no lo alcanza. Revisá WHATSAPP_CLOUD_PHONE_ID ' +
  '(es el identificador, no el teléfono) y reiniciá.'

const ALERTS: Readonly<Record<number, string>> = {
  3: NO_PERMISSION,
  10: NO_PERMISSION,
  190: NO_TOKEN,
  368: 'Meta bloqueó la cuenta por un tiempo por no cumplir sus políticas. Entrá al administrador de WhatsApp y mirá por qué.',
  131005: NO_PERMISSION,
  131031:
    'Meta bloqueó la cuenta. Entrá al administrador de WhatsApp, mirá por qué y pedí que la revisen.',
  131042:
    'Meta no puede cobrar los mensajes. Revisá el medio de pago en el administrador de WhatsApp.',
  131048:
    'Meta frenó los envíos porque hay personas que denunciaron o bloquearon el número. Mirá la calidad del número en el administrador de WhatsApp.',
  133010: 'El número no está registrado en la API. Registralo en el administrador de WhatsApp.',
}

const GONE: Readonly<Record<number, string>> = {
  131026: 'WhatsApp no pudo entregar el mensaje a esta persona.',
  131030: 'Con el número de prueba solo se puede escribir a los teléfonos de la lista de Meta.',
  131047: 'Pasaron más de 24 horas desde que la persona escribió y Meta ya no deja contestarle.',
  131062: 'Meta no deja mandar este mensaje a una persona sin número a la vista.',
}

const TOO_FAST = 'Meta pide mandar más despacio.'
const LATER: Readonly<Record<number, string>> = {
  4: TOO_FAST,
  80007: TOO_FAST,
  130429: TOO_FAST,
  131056: TOO_FAST,
  2: 'El servicio de Meta no está disponible.',
  131000: 'El servicio de Meta falló.',
  131016: 'El servicio de Meta no está disponible.',
  131057: 'Meta tiene la cuenta en mantenimiento.',
  133004: 'El servicio de Meta no está disponible.',
}

const NETWORK: Readonly<Record<string, string>> = {
  ENOTFOUND: 'no se encuentra el servidor; revisá el DNS y GRAPH_BASE_URL',
  EAI_AGAIN: 'no se encuentra el servidor; revisá el DNS',
  ECONNREFUSED: 'el servidor rechaza la conexión; revisá GRAPH_BASE_URL y el cortafuegos',
  ECONNRESET: 'la conexión se cortó',
  ETIMEDOUT: 'el servidor no contesta; revisá el cortafuegos',
}

/** What is meant by a code, also of a message that was taken first and failed later. */
export const faultOfCode = (code: number): Fault | undefined => {
  const known = [
    ['alert', ALERTS],
    ['gone', GONE],
    ['later', LATER],
  ] as const
  for (const [kind, details] of known) {
    const detail = details[code]
    if (detail) return { kind, detail, code }
  }
  return code >= 200 && code <= 299 ? { kind: 'alert', detail: NO_PERMISSION, code } : undefined
}

// The words of Meta help the operator, but may repeat the number that was written to.
const quoted = (message: string) => message.replace(/\d[\d\s().-]{5,}\d/g, '…').slice(0, 200)

const ofGraph = ({ status, code, subcode, message }: GraphError): Fault => {
  const known = faultOfCode(code)
  if (known) return known
  if (status === 401) return { kind: 'alert', detail: NO_TOKEN, code }
  if (code === 100 && subcode === 33) return { kind: 'alert', detail: NO_NUMBER, code }
  if (status === 429) return { kind: 'later', detail: TOO_FAST, code }
  if (status >= 500) return { kind: 'later', detail: `Meta tiene un problema (${status}).`, code }
  return { kind: 'refused', detail: `Meta respondió ${code || status}: ${quoted(message)}`, code }
}

const ofNetwork = (error: unknown): Fault => {
  const { cause } = error as { cause?: { code?: string } }
  const code = cause?.code ?? ''
  const reason = NETWORK[code] ?? (/^[A-Z_]+$/.test(code) ? code : 'el servidor no contesta bien')
  return { kind: 'later', detail: `No hay conexión con Meta: ${reason}.`, code: 0 }
}

/** Reads what a call of the Graph API rejected with. */
export const faultOf = (error: unknown): Fault =>
  error instanceof GraphError ? ofGraph(error) : ofNetwork(error)
