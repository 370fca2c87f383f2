import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ConfigError, readConfig } from '../src/config.ts'
import { temporaryFolder } from './support/core.ts'

let folder: ReturnType<typeof temporaryFolder>
const fileOf = (name: string, text: string) => {
  const path = join(folder.path, name)
  writeFileSync(path, text)
  return path
}
/** The message of the `ConfigError` that this environment gives. */
const refusal = (env: Record<string, string>) => {
  try {
    readConfig(env)
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    return (error as Error).message
  }
  throw new Error('the environment was accepted')
}

beforeAll(() => {
  folder = temporaryFolder()
})
afterAll(() => folder.remove())

describe('the environment', () => {
  test('may be empty: everything has a default', () => {
    expect(readConfig({})).toEqual({
      host: '127.0.0.1',
      port: 8080,
      trustProxy: [],
      corsOrigins: [],
      embedOrigins: [],
      dataDir: 'data',
      databasePath: 'var/iamjus.db',
      backupDir: 'var/backups',
      cacheDir: 'var/cache',
      retentionDays: 90,
      logLevel: 'info',
      metricsPort: 9464,
      admin: { user: 'admin' },
      rateLimit: { chat: 30, address: 600 },
    })
  })

  test('turns WhatsApp Web on, and only on', () => {
    expect(readConfig({ WHATSAPP_WEB: 'off' }).whatsappWeb).toBeUndefined()
    expect(readConfig({ WHATSAPP_WEB: 'on' }).whatsappWeb).toEqual({
      folder: 'var/whatsapp',
      chromium: '/usr/bin/chromium',
    })
    const elsewhere = { WHATSAPP_WEB_DIR: '/srv/wa', CHROMIUM_PATH: '/opt/chrome' }
    expect(readConfig({ WHATSAPP_WEB: 'on', ...elsewhere }).whatsappWeb).toEqual({
      folder: '/srv/wa',
      chromium: '/opt/chrome',
    })
    expect(refusal({ WHATSAPP_WEB: 'si' })).toBe(
      'WHATSAPP_WEB: se esperaba uno de on, off, no «si»',
    )
  })

  test('decides, where it says something', () => {
    const config = readConfig({
      HOST: '0.0.0.0',
      PORT: '0',
      TRUST_PROXY: '10.0.0.0/8',
      DATA_DIR: '/srv/data',
      DATABASE_PATH: '/srv/x.db',
      RETENTION_DAYS: '30',
      LOG_LEVEL: 'debug',
      METRICS_PORT: '0',
      RATE_LIMIT_CHAT: '0',
      RATE_LIMIT_ADDRESS: '5',
    })
    expect(config).toEqual({
      host: '0.0.0.0',
      port: 0,
      trustProxy: ['10.0.0.0/8'],
      corsOrigins: [],
      embedOrigins: [],
      dataDir: '/srv/data',
      databasePath: '/srv/x.db',
      backupDir: '/srv/backups',
      cacheDir: 'var/cache',
      retentionDays: 30,
      logLevel: 'debug',
      metricsPort: 0,
      admin: { user: 'admin' },
      rateLimit: { chat: 0, address: 5 },
    })
  })

  test('an empty variable, or one of spaces, is one that is not set', () => {
    expect(readConfig({ PORT: '', HOST: '  ' })).toEqual(readConfig({}))
  })

  test('gives a config that cannot be changed', () => {
    const config = readConfig({ TRUST_PROXY: '10.0.0.1' })
    expect(Object.isFrozen(config)).toBe(true)
    expect(Object.isFrozen(config.trustProxy)).toBe(true)
    expect(Object.isFrozen(config.rateLimit)).toBe(true)
  })
})

describe('a bad value', () => {
  test.each([
    ['PORT', 'abc'],
    ['PORT', '-1'],
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['PORT', '0x50'],
    ['PORT', '1e3'],
    ['PORT', '99999999999'],
    ['LOG_LEVEL', 'loud'],
    ['LOG_LEVEL', 'toString'],
    ['RATE_LIMIT_CHAT', 'many'],
    ['RATE_LIMIT_CHAT', '100001'],
    ['RATE_LIMIT_ADDRESS', '-5'],
    ['RATE_LIMIT_ADDRESS', '1000001'],
    ['METRICS_PORT', '65536'],
    ['METRICS_PORT', 'off'],
    ['OLLAMA_ENDPOINT_1', 'localhost:11434'],
    ['OLLAMA_ENDPOINT_2', '10.0.0.7'],
    ['OLLAMA_ENDPOINT_12', 'ftp://10.0.0.7'],
    ['OLLAMA_TIMEOUT_MS', '999'],
    ['OLLAMA_TIMEOUT_MS', '2m'],
    ['OLLAMA_TIMEOUT_MS', '3600001'],
    ['OLLAMA_STREAM', 'yes'],
    ['OLLAMA_STREAM', 'TRUE'],
    ['OLLAMA_SLOTS', '0'],
    ['OLLAMA_SLOTS', '65'],
  ])('of %s (%s) is refused naming the variable and the value', (name, value) => {
    expect(refusal({ [name]: value })).toMatch(new RegExp(`^${name}: .*«${value}»`))
  })
})

describe('TRUST_PROXY', () => {
  test.each([
    'true',
    'false',
    '1',
    '2',
    '*',
    'loopback',
    'proxy.example',
    '10.0.0',
    '10.0.0.256',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0.0/x',
    '::1/129',
    'gggg::/8',
    '10.0.0.1, true',
  ])('refuses %s', value => {
    expect(refusal({ TRUST_PROXY: value })).toMatch(/^TRUST_PROXY: /)
  })

  test.each([
    ['127.0.0.1', ['127.0.0.1']],
    ['::1', ['::1']],
    ['172.16.0.0/12', ['172.16.0.0/12']],
    ['10.0.0.0/8, 192.168.0.0/16', ['10.0.0.0/8', '192.168.0.0/16']],
    ['10.0.0.1,fd00::/8 127.0.0.1,', ['10.0.0.1', 'fd00::/8', '127.0.0.1']],
  ])('accepts %s', (value, expected) => {
    expect(readConfig({ TRUST_PROXY: value }).trustProxy).toEqual(expected)
  })
})

describe('CORS_ORIGINS', () => {
  test('are none, or exactly those that are named', () => {
    expect(readConfig({}).corsOrigins).toEqual([])
    const value = 'https://www.gba.gob.ar, http://localhost:3000'
    expect(readConfig({ CORS_ORIGINS: value }).corsOrigins).toEqual([
      'https://www.gba.gob.ar',
      'http://localhost:3000',
    ])
  })

  test.each(['*', 'null', 'www.gba.gob.ar', 'https://gba.gob.ar/', 'https://*.gba.gob.ar'])(
    'refuse %s',
    value => expect(refusal({ CORS_ORIGINS: value })).toMatch(/^CORS_ORIGINS: /),
  )
})

describe('the administration', () => {
  test('has its first operator and its password from the environment, or from a file', () => {
    const password = 'mate amargo con peperina'
    const given = { ADMIN_USER: 'rosa.diaz', ADMIN_PASSWORD_FILE: fileOf('clave', `${password}\n`) }
    expect(readConfig(given).admin).toEqual({ user: 'rosa.diaz', password })
  })

  test.each(['a', 'rosa díaz', '-rosa', '<rosa>'])('has no operator called «%s»', user => {
    expect(refusal({ ADMIN_USER: user })).toMatch(/^ADMIN_USER: se esperaba un nombre/)
  })

  test.each(['corta', 'a'.repeat(129)])(
    'takes no password like «%s», and does not show it',
    password => {
      const reason = refusal({ ADMIN_PASSWORD: password })
      expect(reason).toBe('ADMIN_PASSWORD: se esperaba una clave de 12 a 128 letras')
    },
  )

  test('knows where people reach it', () => {
    const PUBLIC_URL = 'https://iamjus.example/'
    expect(readConfig({ PUBLIC_URL }).publicUrl).toBe(PUBLIC_URL)
    expect(refusal({ PUBLIC_URL: 'iamjus.example' })).toMatch(/^PUBLIC_URL: .*«iamjus\.example»/)
  })
})

describe('the servers of the model', () => {
  const ONE = { OLLAMA_ENDPOINT_1: 'http://127.0.0.1:11434' }

  test('are none where no address is given, whatever else is said', () => {
    expect(readConfig({ OLLAMA_MODEL: 'gemma2:2b', OLLAMA_ENDPOINT_1: ' ' })).not.toHaveProperty(
      'llm',
    )
  })

  test('need no more than an address', () => {
    expect(readConfig(ONE).llm).toEqual({
      endpoints: ['http://127.0.0.1:11434'],
      model: 'gemma2:9b',
      timeoutMs: 120_000,
      stream: true,
      slots: 1,
    })
  })

  test('may be told otherwise', () => {
    const { llm } = readConfig({
      ...ONE,
      OLLAMA_MODEL: 'gemma2:2b',
      OLLAMA_TIMEOUT_MS: '1000',
      OLLAMA_STREAM: 'false',
      OLLAMA_SLOTS: '64',
    })
    expect(llm).toMatchObject({ model: 'gemma2:2b', timeoutMs: 1000, stream: false, slots: 64 })
  })

  test('come in the order of their numbers, with gaps, and in no other names', () => {
    const { llm } = readConfig({
      OLLAMA_ENDPOINT_10: 'https://c.example/ollama',
      OLLAMA_ENDPOINT_3: '',
      OLLAMA_ENDPOINT_2: 'http://b:11434',
      ...ONE,
      OLLAMA_ENDPOINT: 'http://x:1',
      OLLAMA_ENDPOINT_X: 'http://x:1',
      MY_OLLAMA_ENDPOINT_1: 'http://x:1',
    })
    expect(llm?.endpoints).toEqual([
      'http://127.0.0.1:11434',
      'http://b:11434',
      'https://c.example/ollama',
    ])
  })
})

describe('NAME_FILE', () => {
  test('gives the value from a file, without the space around it', () => {
    const file = fileOf('host', '  0.0.0.0\n')
    expect(readConfig({ HOST_FILE: file }).host).toBe('0.0.0.0')
  })

  test('wins over the variable itself', () => {
    const file = fileOf('port', '9000\n')
    expect(readConfig({ PORT_FILE: file, PORT: '8000' }).port).toBe(9000)
  })

  test('when empty, is not set', () => {
    expect(readConfig({ PORT_FILE: '', PORT: '8000' }).port).toBe(8000)
  })

  test('of a file that cannot be read is refused naming it and the file', () => {
    expect(refusal({ PORT_FILE: '/nowhere/port' })).toMatch(/^PORT_FILE: .*«\/nowhere\/port»/)
  })

  test('of a file with a bad value is refused naming the variable', () => {
    expect(refusal({ PORT_FILE: fileOf('bad', 'abc') })).toMatch(/^PORT: .*«abc»/)
  })
})

describe('Telegram', () => {
  const TELEGRAM_BOT_TOKEN = '123456:ABC-def_9'
  const webhook = {
    TELEGRAM_WEBHOOK_URL: 'https://escritura.gob.ar/telegram',
    TELEGRAM_WEBHOOK_SECRET: 'un-secreto_1',
  }

  test('is off without a token, whatever else is set', () => {
    expect(readConfig({ ...webhook }).telegram).toBeUndefined()
  })

  test('polls the Bot API of Telegram, or the one that is named', () => {
    expect(readConfig({ TELEGRAM_BOT_TOKEN }).telegram).toEqual({
      token: TELEGRAM_BOT_TOKEN,
      apiRoot: 'https://api.telegram.org',
    })
    const named = readConfig({ TELEGRAM_BOT_TOKEN, TELEGRAM_API_ROOT: 'http://127.0.0.1:9000/' })
    expect(named.telegram?.apiRoot).toBe('http://127.0.0.1:9000')
  })

  test('takes a webhook with its secret, and token and secret from files', () => {
    const config = readConfig({
      TELEGRAM_BOT_TOKEN_FILE: fileOf('token', `${TELEGRAM_BOT_TOKEN}\n`),
      TELEGRAM_WEBHOOK_URL: webhook.TELEGRAM_WEBHOOK_URL,
      TELEGRAM_WEBHOOK_SECRET_FILE: fileOf('secret', 'de-archivo\n'),
    })
    expect(config.telegram).toMatchObject({
      token: TELEGRAM_BOT_TOKEN,
      webhook: { url: webhook.TELEGRAM_WEBHOOK_URL, secret: 'de-archivo' },
    })
  })

  test.each([
    ['TELEGRAM_BOT_TOKEN', 'secreto', 'secreto'],
    ['TELEGRAM_BOT_TOKEN', '123456:con espacio', 'espacio'],
    ['TELEGRAM_WEBHOOK_SECRET', 'con eñes', 'eñes'],
    ['TELEGRAM_WEBHOOK_SECRET', '', undefined],
  ])('refuses a bad %s (%s) without showing it', (name, value, shown) => {
    const reason = refusal({ TELEGRAM_BOT_TOKEN, ...webhook, [name]: value })
    expect(reason).toMatch(new RegExp(`^${name}: se esperaba`))
    if (shown) expect(reason).not.toContain(shown)
  })

  test.each([
    ['TELEGRAM_API_ROOT', 'api.telegram.org'],
    ['TELEGRAM_WEBHOOK_URL', 'ftp://escritura.gob.ar/telegram'],
    ['TELEGRAM_WEBHOOK_URL', 'https://escritura.gob.ar'],
  ])('refuses a bad %s (%s)', (name, value) => {
    expect(refusal({ TELEGRAM_BOT_TOKEN, ...webhook, [name]: value })).toMatch(
      new RegExp(`^${name}: .*«${value}»`),
    )
  })
})

describe('WhatsApp by the Cloud API', () => {
  const env = {
    WHATSAPP_CLOUD_TOKEN: 'EAAxyz',
    WHATSAPP_CLOUD_PHONE_ID: '106540352242922',
    WHATSAPP_CLOUD_APP_SECRET: 'f00d',
    WHATSAPP_CLOUD_VERIFY_TOKEN: 'inventado',
  }

  test('is off without a token, whatever else is set', () => {
    expect(readConfig({ ...env, WHATSAPP_CLOUD_TOKEN: '' }).whatsappCloud).toBeUndefined()
  })

  test('needs four values, and asks Meta or whoever is named', () => {
    expect(readConfig(env).whatsappCloud).toEqual({
      token: 'EAAxyz',
      phoneId: '106540352242922',
      appSecret: 'f00d',
      verifyToken: 'inventado',
      graphBaseUrl: 'https://graph.facebook.com/v26.0',
    })
    const named = readConfig({ ...env, GRAPH_BASE_URL: 'http://127.0.0.1:9000/v25.0/' })
    expect(named.whatsappCloud?.graphBaseUrl).toBe('http://127.0.0.1:9000/v25.0')
  })

  test('names all that is missing', () => {
    expect(refusal({ WHATSAPP_CLOUD_TOKEN: 'EAAxyz', WHATSAPP_CLOUD_APP_SECRET: 'f00d' })).toBe(
      'WHATSAPP_CLOUD_PHONE_ID, WHATSAPP_CLOUD_VERIFY_TOKEN: falta, porque hay WHATSAPP_CLOUD_TOKEN',
    )
  })

  test('takes its secrets from files', () => {
    const files = Object.entries(env).map(([name, value]) => {
      return [`${name}_FILE`, fileOf(name, `${value}\n`)]
    })
    expect(readConfig(Object.fromEntries(files))).toEqual(readConfig(env))
  })

  test.each([
    ['WHATSAPP_CLOUD_TOKEN', 'con espacio'],
    ['WHATSAPP_CLOUD_APP_SECRET', 'con\nrenglón'],
    ['WHATSAPP_CLOUD_VERIFY_TOKEN', 'ñandú'],
  ])('refuses a bad %s without showing it', (name, value) => {
    const reason = refusal({ ...env, [name]: value })
    expect(reason).toMatch(new RegExp(`^${name}: se esperaba`))
    expect(reason).not.toContain(value)
  })

  test.each([
    ['WHATSAPP_CLOUD_PHONE_ID', '+54-9-221-555-1234'],
    ['GRAPH_BASE_URL', 'graph.facebook.com'],
  ])('refuses a bad %s (%s)', (name, value) => {
    expect(refusal({ ...env, [name]: value })).toMatch(new RegExp(`^${name}: .*«`))
  })
})
