import { ConfigError, isHttpUrl, type Reader } from './environment.ts'

/** WhatsApp by the official Cloud API. */
export interface WhatsAppCloudConfig {
  readonly token: string
  /** Of the number, as Meta calls it; not the number itself. */
  readonly phoneId: string
  /** Signs what Meta posts. */
  readonly appSecret: string
  /** Made up by the operator, and told to Meta. */
  readonly verifyToken: string
  /** With the version of the API, without a slash at the end. */
  readonly graphBaseUrl: string
}

/** WhatsApp through the page of WhatsApp Web, unofficial. */
export interface WhatsappWebConfig {
  /** Where the session of the linked phone is kept: whoever has it can read and write its chats. */
  readonly folder: string
  readonly chromium: string
}

const PRINTABLE = /^[!-~]+$/

const readCloud = ({ text, expect, expectSecret }: Reader): WhatsAppCloudConfig | undefined => {
  const graphBaseUrl = text('GRAPH_BASE_URL', 'https://graph.facebook.com/v26.0')
  expect('GRAPH_BASE_URL', graphBaseUrl, isHttpUrl(graphBaseUrl), 'una dirección http o https')
  const token = text('WHATSAPP_CLOUD_TOKEN', '')
  const rest = {
    WHATSAPP_CLOUD_PHONE_ID: text('WHATSAPP_CLOUD_PHONE_ID', ''),
    WHATSAPP_CLOUD_APP_SECRET: text('WHATSAPP_CLOUD_APP_SECRET', ''),
    WHATSAPP_CLOUD_VERIFY_TOKEN: text('WHATSAPP_CLOUD_VERIFY_TOKEN', ''),
  }
  if (!token) return undefined
  const missing = Object.entries(rest).flatMap(([name, value]) => (value ? [] : [name]))
  if (missing.length > 0)
    throw new ConfigError(`${missing.join(', ')}: falta, porque hay WHATSAPP_CLOUD_TOKEN`)
  const secrets = { WHATSAPP_CLOUD_TOKEN: token, ...rest }
  for (const [name, value] of Object.entries(secrets))
    expectSecret(name, value, PRINTABLE, 'letras sin acento, números y signos, sin espacios')
  const phoneId = rest.WHATSAPP_CLOUD_PHONE_ID
  const isId = /^\d+$/.test(phoneId)
  expect('WHATSAPP_CLOUD_PHONE_ID', phoneId, isId, 'el identificador del número, solo cifras')
  return Object.freeze({
    token,
    phoneId,
    appSecret: rest.WHATSAPP_CLOUD_APP_SECRET,
    verifyToken: rest.WHATSAPP_CLOUD_VERIFY_TOKEN,
    graphBaseUrl: graphBaseUrl.replace(/\/+$/, ''),
  })
}

const readWeb = ({ text, oneOf }: Reader): WhatsappWebConfig | undefined => {
  const value = oneOf('WHATSAPP_WEB', 'off', ['on', 'off'])
  const folder = text('WHATSAPP_WEB_DIR', 'var/whatsapp')
  const chromium = text('CHROMIUM_PATH', '/usr/bin/chromium')
  return value === 'on' ? Object.freeze({ folder, chromium }) : undefined
}

/** The ways to WhatsApp; absent: off. */
export const readWhatsApp = (reader: Reader) => {
  const [cloud, web] = [readCloud(reader), readWeb(reader)]
  // An answer left from before a restart could not tell which of them it belongs to.
  if (cloud && web)
    throw new ConfigError('WHATSAPP_WEB: no puede estar en on si hay WHATSAPP_CLOUD_TOKEN')
  return { cloud, web }
}
