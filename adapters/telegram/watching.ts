import type { Api } from 'grammy'
import type { WebhookInfo } from 'grammy/types'
import { pause } from '../pauses.ts'
import { toSignal } from './bot-api.ts'
import { type Fault, faultOf } from './faults.ts'

interface Deps {
  readonly api: Api
  /** Of the webhook. */
  readonly url: string
  /** Between two questions, milliseconds. */
  readonly everyMs: number
  readonly signal: AbortSignal
  /** Called after each question, with what was wrong. */
  readonly report: (fault?: Fault) => void
}

/** Telegram tries again for longer, but not so long after a webhook works again. */
const RECENT_MS = 5 * 60 * 1000

const problemOf = (info: WebhookInfo, url: string): Fault | undefined => {
  if (info.url !== url) {
    const detail =
      'Otro programa cambió el webhook de este bot. Cerralo, o pedí otro token a @BotFather, y reiniciá.'
    return { kind: 'stop', detail, waitMs: 0 }
  }
  const { pending_update_count: waiting, last_error_date = 0, last_error_message = '' } = info
  if (waiting === 0 || Date.now() - last_error_date * 1000 > RECENT_MS) return undefined
  const detail = `Telegram no puede entregar los mensajes en TELEGRAM_WEBHOOK_URL (${last_error_message}).`
  return { kind: 'later', detail, waitMs: 0 }
}

/** With a webhook a token that was revoked looks like silence: asks now and then, until the signal. */
export const watch = async ({ api, url, everyMs, signal, report }: Deps): Promise<void> => {
  const look = () =>
    api.getWebhookInfo(toSignal(signal)).then(info => problemOf(info, url), faultOf)
  for (;;) {
    await pause(everyMs, signal)
    if (signal.aborted) return
    report(await look())
  }
}
