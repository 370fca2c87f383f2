import { isHttpUrl, type Reader } from './environment.ts'

const isOrigin = (text: string) =>
  isHttpUrl(text) && !text.includes('*') && new URL(text).origin === text

/** Sites separated by commas or spaces; throws a `ConfigError` with this name at what is none. */
export const originsIn = ({ expect }: Reader, name: string, value: string) => {
  const origins = value.split(/[\s,]+/).filter(Boolean)
  for (const origin of origins)
    expect(name, origin, isOrigin(origin), 'sitios como https://www.ejemplo.ar, sin barra al final')
  return Object.freeze(origins)
}

/** Other sites whose pages may use the chat API. */
export const readCorsOrigins = (reader: Reader) =>
  originsIn(reader, 'CORS_ORIGINS', reader.text('CORS_ORIGINS', ''))

/** Other sites that may show the chat page in a frame. */
export const readEmbedOrigins = (reader: Reader) =>
  originsIn(reader, 'EMBED_ORIGINS', reader.text('EMBED_ORIGINS', ''))
