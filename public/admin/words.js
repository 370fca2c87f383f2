// How operators call what the program has names for.

/** @type {Readonly<Record<string, string>>} */
export const CHANNELS = {
  web: 'Página web',
  telegram: 'Telegram',
  whatsapp: 'WhatsApp',
  terminal: 'Terminal',
}

/** @type {Readonly<Record<string, string>>} */
export const SOURCES = {
  directory: 'Oficinas',
  tramite: 'Información del trámite',
  llm: 'Modelo',
  clarification: 'Pregunta al vecino',
  fallback: 'Sin respuesta',
  smalltalk: 'Saludos y cortesía',
  safety: 'Emergencias y límites',
}

const TENS = new Intl.NumberFormat('es-AR', { maximumFractionDigits: 1 })

/** @param {number} value */
export const number = value => TENS.format(value)

/** @param {number} part @param {number} whole */
export const share = (part, whole) => `${number(whole > 0 ? (100 * part) / whole : 0)} %`

/** @param {number} ms */
export const duration = ms => (ms < 1000 ? `${number(ms)} ms` : `${number(ms / 1000)} s`)

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB']

/** @param {number} bytes */
export const size = bytes => {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  return `${number(bytes / 1000 ** power)} ${UNITS[power]}`
}

/** A day as people here write it. @param {string} day 2026-11-22 */
export const dayMonth = day => `${Number(day.slice(8))}/${Number(day.slice(5, 7))}`
