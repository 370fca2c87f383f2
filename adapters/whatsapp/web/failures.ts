import type { Reason } from './protocol.ts'

/** What ended a session, known by the reason. */
export class Failure extends Error {
  override name = 'Failure'
  readonly reason: Reason
  constructor(reason: Reason, technical = '') {
    super(technical)
    this.reason = reason
  }
}

const STATES: Readonly<Record<string, Reason>> = {
  LOGOUT: 'logged-out',
  UNPAIRED: 'logged-out',
  TOS_BLOCK: 'blocked',
  SMB_TOS_BLOCK: 'blocked',
  PROXYBLOCK: 'blocked',
  CONFLICT: 'conflict',
}

/** From what the library gives as the reason of a disconnection. */
export const disconnected = (state: unknown) =>
  new Failure(STATES[String(state)] ?? 'disconnected', String(state))

const MESSAGES: readonly (readonly [RegExp, Reason])[] = [
  [/^auth timeout|^ready timeout|couldn't load version/i, 'no-whatsapp'],
  [/net::ERR_/, 'unreachable'],
  [/launch|executablePath|no-sandbox|could not find chrome|ENOEXEC/i, 'launch'],
  [/EACCES|EROFS|ENOSPC|ENOTDIR|EPERM/, 'folder'],
]

/** The page was left while the library was busy with it; mostly it begins anew by itself. */
export const isOfNavigation = (error: unknown) =>
  /context was destroyed|detached frame|cannot find context/i.test(String(error))

/** From whatever was thrown; the library also throws strings. */
export const failureOf = (error: unknown): Failure => {
  if (error instanceof Failure) return error
  const message = error instanceof Error ? error.message : String(error)
  const [, reason = 'browser'] = MESSAGES.find(([pattern]) => pattern.test(message)) ?? []
  return new Failure(reason, message)
}
