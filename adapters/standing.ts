import type { Channel, Status } from '../src/channel.ts'
import type { Logger } from '../src/observability/logger.ts'

interface Deps {
  readonly channel: Channel
  /** How the log calls it. */
  readonly title: string
  readonly log: Logger
  /** The state, or a detail of it, that an operator should look at although it is not down. */
  readonly isWarning: (state: Status['state'], detail: string | undefined) => boolean
}

/** Keeps the status of a channel and logs each change; `since` is that of the state. */
export const createStanding = ({ channel, title, log, isWarning }: Deps) => {
  let status: Status = { state: 'off', since: new Date() }
  return {
    status: () => status,
    /** `technical` is for the log only. */
    set: (state: Status['state'], detail?: string, technical?: string) => {
      if (status.state === state && status.detail === detail) return
      const since = status.state === state ? status.since : new Date()
      status = { state, since, ...(detail && { detail }) }
      const level = state === 'down' ? 'error' : isWarning(state, detail) ? 'warn' : 'info'
      log[level]({ channel, state, detail, technical }, title)
    },
  }
}
