import type { Adapter, Receive, Webhook } from '../../src/channel.ts'
import type { TelegramConfig } from '../../src/config.ts'
import type { Logger } from '../../src/observability/logger.ts'
import { backOff, pause } from '../pauses.ts'
import { createStanding } from '../standing.ts'
import { createApi, register } from './bot-api.ts'
import { type Fault, faultOf, isFinal } from './faults.ts'
import { createIntake, type Take } from './intake.ts'
import { PAUSES, type Pauses } from './pauses.ts'
import { poll } from './polling.ts'
import { createSender } from './sender.ts'
import { watch } from './watching.ts'
import { createWebhook } from './webhook.ts'

interface Deps {
  readonly config: TelegramConfig
  readonly log: Logger
  readonly pauses?: Pauses
}

export interface TelegramAdapter extends Adapter {
  /** To be served by the web channel; absent with long polling. */
  readonly webhook?: Webhook
}

/** For what is being handed over to the core when the channel stops. */
const STOP_MS = 3000

/** The Telegram channel: by long polling, or by webhook where one is configured. */
export const createTelegramAdapter = ({ config, log, pauses = PAUSES }: Deps): TelegramAdapter => {
  const api = createApi(config)
  let stopping = new AbortController()
  let running: Promise<void> = Promise.resolve()
  let take: Take | undefined
  let name = ''
  const signal = () => stopping.signal
  const [bot = ''] = config.token.split(':')
  const { status, set: setStatus } = createStanding({
    channel: 'telegram',
    title: 'canal de Telegram',
    log,
    isWarning: (state, detail) => state === 'starting' && Boolean(detail),
  })

  const report = (fault?: Fault) => {
    if (stopping.signal.aborted) return
    if (!fault) setStatus('ready', name)
    else if (isFinal(fault)) setStatus('down', fault.detail)
    else setStatus('starting', `${fault.detail} Se reintenta solo.`)
  }

  const sender = createSender({
    api,
    log,
    pauses,
    signal,
    // The poll finds out by itself, and knows better.
    onStop: fault => {
      if (config.webhook) report(fault)
    },
  })
  const intake = createIntake({ api, sender, bot, log, signal })

  /** Until Telegram has accepted, or will not; `tried` is called after the first attempt. */
  const open = async (mine: AbortSignal, tried: () => void) => {
    for (let failures = 0; !mine.aborted; failures++) {
      try {
        name = await register(api, config, mine)
        report()
        return true
      } catch (error) {
        const fault = faultOf(error)
        report(fault)
        if (isFinal(fault)) return false
        tried()
        await pause(Math.max(fault.waitMs, backOff(pauses, failures)), mine)
      }
    }
    return false
  }

  const run = async (receive: Receive, tried: () => void) => {
    const mine = stopping.signal
    const taking = intake(receive)
    take = taking
    const opened = await open(mine, tried)
    tried()
    if (!opened) return
    const watching = { api, signal: mine, report }
    if (config.webhook) await watch({ ...watching, url: config.webhook.url, everyMs: pauses.watch })
    else await poll({ ...watching, take: taking, pauses })
  }

  return {
    channel: 'telegram',
    ...(config.webhook && { webhook: createWebhook({ ...config.webhook, take: () => take }) }),
    // Resolves after the first attempt, also a failed one: the status says what goes on.
    start: receive => {
      const first = Promise.withResolvers<void>()
      if (stopping.signal.aborted) stopping = new AbortController()
      setStatus('starting')
      running = run(receive, first.resolve)
      running.catch(first.reject)
      return first.promise
    },
    stop: async () => {
      const waiting = new AbortController()
      take = undefined
      stopping.abort()
      await Promise.race([running.catch(() => undefined), pause(STOP_MS, waiting.signal)])
      waiting.abort()
      setStatus('off')
    },
    responder: sender.responder,
    status,
  }
}
