import type { WhatsappWebConfig } from '../../../src/config.ts'
import { backOff, pause } from '../../pauses.ts'
import type { Child, Launch } from './child.ts'
import { type Fault, faultOf } from './faults.ts'
import type { Lock } from './lock.ts'
import type { Pauses } from './pauses.ts'
import type { FromWorker, Reason, ToWorker } from './protocol.ts'

interface Deps {
  readonly config: WhatsappWebConfig
  readonly launch: Launch
  readonly lock: Lock
  readonly pauses: Pauses
  readonly hear: (message: FromWorker) => void
  /** A child has failed; the next is started after so long, or never. */
  readonly onFault: (fault: Fault, reason: Reason, waitMs: number, technical?: string) => void
}

export interface Supervisor {
  /** Runs until it is stopped, or until a new attempt makes no sense. */
  run(stop: AbortSignal): Promise<void>
  /** Whether there is a child that could be told. */
  post(message: ToWorker): boolean
}

/** Keeps one child process alive: sees that it hangs, fails or ends, and starts the next. */
export const createSupervisor = (deps: Deps): Supervisor => {
  const { config, launch, lock, pauses, hear, onFault } = deps
  let child: Child | undefined

  /** Tells why a child ends; `steady` when it had been working for a good while. */
  type Failed = (reason: Reason, technical?: string, steady?: boolean) => void

  /** One child, from its start to when nothing of it is left. */
  const live = (stop: AbortSignal, failed: Failed) => {
    const { promise, resolve } = Promise.withResolvers<Reason>()
    let reason: Reason | undefined
    let readySince = Number.POSITIVE_INFINITY
    let killing: NodeJS.Timeout | undefined
    const mine = launch({ folder: config.folder, chromium: config.chromium })
    child = mine

    const fail = (why: Reason, technical?: string) => {
      if (reason || stop.aborted) return
      reason = why
      failed(why, technical, Date.now() - readySince >= pauses.steady)
      killAfter(pauses.ending)
    }
    const killAfter = (ms: number) => {
      clearTimeout(killing)
      killing = setTimeout(() => mine.kill(), ms)
    }
    const hang = () => {
      fail('silent')
      mine.kill()
    }
    let silence = setTimeout(hang, pauses.silence)
    const end = () => {
      mine.post({ kind: 'stop' })
      killAfter(pauses.ending)
    }
    stop.addEventListener('abort', end, { once: true })
    mine.onMessage(message => {
      if (reason || stop.aborted) {
        // What was sent while it ends has been sent, and what was written has been written.
        if (message.kind === 'sent' || message.kind === 'message') hear(message)
        return
      }
      clearTimeout(silence)
      silence = setTimeout(hang, pauses.silence)
      if (message.kind === 'ready') readySince = Math.min(readySince, Date.now())
      if (message.kind === 'failed') fail(message.reason, message.technical)
      else hear(message)
    })
    mine.onEnd(() => {
      clearTimeout(silence)
      clearTimeout(killing)
      stop.removeEventListener('abort', end)
      child = undefined
      fail('ended')
      clearTimeout(killing)
      resolve(reason ?? 'ended')
    })
    return promise
  }

  const attempt = async (stop: AbortSignal, failed: Failed): Promise<Reason> => {
    const refused = (reason: Reason, technical?: string) => {
      failed(reason, technical)
      return reason
    }
    try {
      if (!lock.take()) return refused('locked')
    } catch (error) {
      return refused('folder', String(error))
    }
    try {
      return await live(stop, failed)
    } catch (error) {
      // The machine has no room for another process.
      return refused('ended', String(error))
    }
  }

  return {
    run: async stop => {
      let failures = 0
      while (!stop.aborted) {
        let waitMs = 0
        const failed: Failed = (reason, technical, steady) => {
          const fault = faultOf(reason)
          failures = steady ? 1 : failures + 1
          // A session that ends as soon as it begins is not tried over and over at full speed.
          const atOnce = fault.retry === 'now' && failures === 1
          waitMs = atOnce ? 0 : backOff(pauses, failures - 1)
          onFault(fault, reason, waitMs, technical)
        }
        const reason = await attempt(stop, failed)
        if (faultOf(reason).retry === 'never') break
        await pause(waitMs, stop)
      }
      lock.release()
    },
    post: message => child?.post(message) ?? false,
  }
}
