import type { Adapter, Receive, Webhook } from '../../../src/channel.ts'
import type { WhatsAppCloudConfig } from '../../../src/config.ts'
import type { Logger } from '../../../src/observability/logger.ts'
import { type BackOff, backOff, pause } from '../../pauses.ts'
import { createStanding } from '../../standing.ts'
import { type Fault, faultOf } from './faults.ts'
import { createApi } from './graph-api.ts'
import { createIntake, type Take } from './intake.ts'

import { createSender } from './sender.ts'
import { createWebhook } from './webhook.ts'

const PAUSES: BackOff = { first: 1000, longest: 60_000 }

interface Deps {
  readonly config: WhatsAppCloudConfig
  readonly log: Logger
  readonly pauses?: BackOff
}

export interface WhatsAppCloudAdapter extends Adapter {
  /** To be served by the web channel. */
  readonly webhook: Webhook
}

/** For what is being handed over to the core when the channel stops. */
const STOP_MS = 3000

/** WhatsApp by the Cloud API of Meta: messages come by webhook, answers go by the Graph API. */
export const createWhatsAppCloudAdapter = (deps: Deps): WhatsAppCloudAdapter => {
  const { config, log, pauses = PAUSES } = deps
  const api = createApi(config)
  const taking = new Set<Promise<boolean>>()
  let stopping = new AbortController()
  let checking: Promise<void> = Promise.resolve()
  let take: Take | undefined
  let name = ''
  const signal = () => stopping.signal

  const { status, set: setStatus } = createStanding({
    channel: 'whatsapp',
    title: 'canal de WhatsApp',
    log,
    isWarning: (state, detail) => state === 'starting' && Boolean(detail),
  })

  const report = (fault?: Fault) => {
    if (stopping.signal.aborted || status().state === 'off') return
    if (fault?.kind === 'alert') setStatus('down', fault.detail)
    else if (fault?.kind === 'later') setStatus('starting', `${fault.detail} Se reintenta solo.`)
    // What is wrong with one message says that all the rest works.
    else setStatus('ready', name)
  }

  const sender = createSender({ api, log, pauses, signal, report })
  const intake = createIntake({ sender, phoneId: config.phoneId, log, signal, report })

  /** Asks until Meta has said whether token and number are good; messages are taken meanwhile. */
  const check = async (mine: AbortSignal, tried: () => void) => {
    for (let failures = 0; !mine.aborted; failures++) {
      const fault = await api.check(mine).then(found => {
        name = found
        return undefined
      }, faultOf)
      if (mine.aborted) break
      if (fault?.kind === 'refused')
        log.warn({ channel: 'whatsapp', detail: fault.detail }, 'no se pudo comprobar el número')
      report(fault)
      tried()
      if (fault?.kind !== 'later') return
      await pause(backOff(pauses, failures), mine)
    }
    tried()
  }

  const tracked =
    (inner: Take): Take =>
    payload => {
      const work = inner(payload)
      taking.add(work)
      return work.finally(() => taking.delete(work))
    }

  return {
    channel: 'whatsapp',
    webhook: createWebhook({ ...config, take: () => take }),
    // Resolves after the first check, also a failed one: the status says what goes on.
    start: async (receive: Receive) => {
      const first = Promise.withResolvers<void>()
      if (stopping.signal.aborted) stopping = new AbortController()
      setStatus('starting')
      take = tracked(intake(receive))
      checking = check(stopping.signal, first.resolve)
      checking.catch(first.reject)
      await first.promise
    },
    stop: async () => {
      const waiting = new AbortController()
      take = undefined
      stopping.abort()
      const ended = Promise.allSettled([checking, ...taking])
      await Promise.race([ended, pause(STOP_MS, waiting.signal)])
      waiting.abort()
      setStatus('off')
    },
    responder: sender.responder,
    status,
  }
}
