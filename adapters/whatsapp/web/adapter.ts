import type { Adapter, Receive } from '../../../src/channel.ts'
import type { WhatsappWebConfig } from '../../../src/config.ts'
import type { Logger } from '../../../src/observability/logger.ts'
import { pause } from '../../pauses.ts'
import { createStanding } from '../../standing.ts'
import { type Launch, launchChild } from './child.ts'
import { inWords } from './faults.ts'
import { createIntake } from './intake.ts'
import { createLock } from './lock.ts'
import { PAUSES, type Pauses } from './pauses.ts'
import type { FromWorker } from './protocol.ts'
import { drawQr } from './qr.ts'
import { createSender } from './sender.ts'
import { createSupervisor } from './supervisor.ts'

interface Deps {
  readonly config: WhatsappWebConfig
  readonly log: Logger
  readonly launch?: Launch
  readonly pauses?: Pauses
  readonly showQr?: (qr: string) => void
}

export interface WhatsappWebAdapter extends Adapter {
  /** What the phone is to scan, while it is to. Never to be logged: who scans it reads all chats. */
  qr(): string | undefined
}

const SCAN =
  'Escaneá el QR con el teléfono: WhatsApp > Dispositivos vinculados > Vincular un dispositivo.'
/** For the answers that are on their way when the channel stops. */
const STOP_MS = 1500
/** For what is being handed over to the core then. */
const STORE_MS = 500
/** For the child to be killed where it does not end. */
const KILL_MS = 300

/** WhatsApp by way of WhatsApp Web, in a browser that a child process steers. Unofficial. */
export const createWhatsappWebAdapter = ({
  config,
  log,
  launch = launchChild,
  pauses = PAUSES,
  showQr = drawQr,
}: Deps): WhatsappWebAdapter => {
  let stopping = new AbortController()
  let running: Promise<void> = Promise.resolve()
  let receive: Receive | undefined
  let started = Promise.withResolvers<void>()
  let qr: string | undefined
  const storing = new Set<Promise<unknown>>()
  const signal = () => stopping.signal

  const { status, set: setStatus } = createStanding({
    channel: 'whatsapp',
    title: 'canal de WhatsApp Web',
    log,
    isWarning: state => state === 'needs-login',
  })

  const store = (taken: Promise<unknown>) => {
    storing.add(taken)
    void taken.finally(() => storing.delete(taken))
  }

  const hear = (message: FromWorker) => {
    if (message.kind === 'sent') sender.settle(message.id, message.result)
    // Also while the child ends: what is stored is answered at the next start.
    if (message.kind === 'message' && receive) store(take(receive, message.message))
    if (signal().aborted) return
    if (message.kind === 'qr') {
      qr = message.qr
      sender.setOpen(false)
      setStatus('needs-login', SCAN)
      try {
        showQr(qr)
      } catch (err) {
        log.warn({ err }, 'no se pudo dibujar el QR')
      }
    }
    if (message.kind === 'linking') {
      qr = undefined
      sender.setOpen(false)
      setStatus('starting', 'WhatsApp está cargando')
    }
    if (message.kind === 'ready') {
      qr = undefined
      sender.setOpen(true)
      setStatus('ready', 'vinculado')
    }
    if (message.kind === 'qr' || message.kind === 'ready') started.resolve()
  }

  const supervisor = createSupervisor({
    config,
    launch,
    lock: createLock(config.folder),
    pauses,
    hear,
    onFault: ({ detail, retry }, _, waitMs, technical) => {
      qr = undefined
      sender.setOpen(false)
      sender.lose()
      const next = retry === 'later' ? ` Se reintenta en ${inWords(waitMs)}.` : ''
      setStatus('down', `WhatsApp: ${detail}${next}`, technical)
      started.resolve()
    },
  })
  const sender = createSender({ post: supervisor.post, log, pauses, signal })
  const take = createIntake({ sender, log, signal })

  return {
    channel: 'whatsapp',
    // Resolves when it is clear whether there is something to do for an operator.
    start: async receiver => {
      if (stopping.signal.aborted) stopping = new AbortController()
      receive = receiver
      started = Promise.withResolvers()
      setStatus('starting', 'se abre el navegador')
      running = supervisor.run(stopping.signal)
      running.catch(started.reject)
      await started.promise
    },
    stop: async () => {
      const waiting = new AbortController()
      await Promise.race([sender.idle(), pause(STOP_MS, waiting.signal)])
      stopping.abort()
      started.resolve()
      await Promise.race([
        running.catch(() => undefined),
        pause(pauses.ending + KILL_MS, waiting.signal),
      ])
      receive = undefined
      sender.setOpen(false)
      sender.lose()
      await Promise.race([Promise.all(storing), pause(STORE_MS, waiting.signal)])
      waiting.abort()
      qr = undefined
      setStatus('off')
    },
    responder: sender.responder,
    status,
    qr: () => qr,
  }
}
