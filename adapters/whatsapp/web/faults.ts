import type { Reason } from './protocol.ts'

/** What a failure means for an operator, and whether it makes sense to try again. */
export interface Fault {
  readonly detail: string
  readonly retry: 'now' | 'later' | 'never'
}

const LATER: Readonly<Record<Exclude<Reason, 'logged-out' | 'blocked'>, string>> = {
  'no-library': 'Falta whatsapp-web.js: instalalo con «npm ci» (sin --omit=optional).',
  'no-chromium': 'Falta Chromium: instalalo, o poné en CHROMIUM_PATH dónde está.',
  launch: 'Chromium no arranca: revisá CHROMIUM_PATH y la memoria de la máquina.',
  unreachable: 'No se llega a web.whatsapp.com: revisá la red, el DNS y el cortafuegos.',
  deadline: 'WhatsApp Web no termina de abrir: revisá la red y el cortafuegos.',
  'no-whatsapp':
    'En web.whatsapp.com no se encontró WhatsApp: puede ser un portal de la red, o que WhatsApp cambió la página.',
  browser: 'Chromium se cerró o dejó de contestar.',
  conflict: 'WhatsApp Web se abrió en otro lado con la misma sesión.',
  disconnected: 'WhatsApp cortó la conexión.',
  unsent: 'WhatsApp Web está abierto pero no manda los mensajes: revisá la red.',
  locked: 'Otro IAMJus está usando la carpeta de WHATSAPP_WEB_DIR: cerrá uno de los dos.',
  folder: 'No se puede escribir en la carpeta de WHATSAPP_WEB_DIR: revisá permisos y espacio.',
  silent: 'El proceso de WhatsApp dejó de contestar.',
  ended: 'El proceso de WhatsApp se cerró.',
}

export const faultOf = (reason: Reason): Fault => {
  if (reason === 'logged-out')
    return { detail: 'El teléfono se desvinculó: hay que vincularlo de nuevo.', retry: 'now' }
  if (reason === 'blocked')
    return {
      detail:
        'WhatsApp bloqueó el número o esta red. No se reintenta: miralo en el teléfono y reiniciá.',
      retry: 'never',
    }
  return { detail: LATER[reason], retry: 'later' }
}

/** Milliseconds as an operator says them. */
export const inWords = (ms: number) =>
  ms < 60_000 ? `${Math.ceil(ms / 1000)} s` : `${Math.ceil(ms / 60_000)} min`
