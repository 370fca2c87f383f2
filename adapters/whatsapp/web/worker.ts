import {
  createClient,
  endBrowser,
  forgetProfile,
  freeProfile,
  isExecutable,
  type Trial,
} from './browser.ts'
import { Failure, failureOf, isOfNavigation } from './failures.ts'
import { type Client, loadLibrary } from './library.ts'
import { createListened } from './listened.ts'
import { showTyping } from './page.ts'
import { PATIENCE } from './patience.ts'
import { createPosting } from './posting.ts'
import type { FromWorker, ToSend, ToWorker, WorkerOptions } from './protocol.ts'
import { createSession } from './session.ts'
import { watchParent } from './watchdog.ts'

// The child process. Whatever goes wrong in the library or in the browser ends it, and only it.

const BEAT_MS = 2000
/** For the browser to write its profile; after a failure it may be past writing. */
const CLOSE_MS = 2000
const CLOSE_FAILED_MS = 1000

const options: WorkerOptions = JSON.parse(process.argv[2] ?? '{}')
const trial: Trial = JSON.parse(process.env.WHATSAPP_WEB_TRIAL ?? '{}')
let client: Client | undefined
let session: ReturnType<typeof createSession> | undefined
let ending = false
let send = async ({ id }: ToSend) => tell({ kind: 'sent', id, result: 'later' })

const tell = (message: FromWorker) => {
  // Without a parent there is nobody to be told, and `disconnect` ends us.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined)
}

const end = (code: number, last = () => {}) => {
  if (ending) return
  ending = true
  void endBrowser(client?.pupBrowser ?? null, code === 0 ? CLOSE_MS : CLOSE_FAILED_MS)
    .then(last)
    .catch(() => undefined)
    .then(() => process.exit(code))
}

const fail = (error: unknown) => {
  if (ending) return
  const { reason, message } = failureOf(error)
  // A number of so many digits may be a telephone.
  const technical = message.slice(0, 300).replace(/\d{6,}/g, '…')
  tell({ kind: 'failed', reason, technical })
  const forget = () => forgetProfile(options.folder)
  end(1, reason === 'logged-out' ? forget : undefined)
}

/** What the library did not catch itself. */
const onRejection = (error: unknown) => {
  if (session && isOfNavigation(error)) session.doubt()
  else fail(error)
}

process.on('message', (message: ToWorker) => {
  if (message.kind === 'stop') end(0)
  else if (message.kind === 'typing')
    client?.pupPage?.evaluate(showTyping, message.chatId).catch(() => undefined)
  else void send(message)
})
process.on('disconnect', () => end(0))
process.on('uncaughtException', fail)
process.on('unhandledRejection', onRejection)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)

const start = async () => {
  const library = await loadLibrary()
  if (!library) throw new Failure('no-library')
  if (!isExecutable(options.chromium)) throw new Failure('no-chromium', options.chromium)
  await freeProfile(options.folder)
  client = createClient(library, options, trial)
  const patience = { ...PATIENCE, ...trial.patience }
  const listened = createListened(options.folder)
  session = createSession({ client, tell, fail, patience, listened })
  send = createPosting({ client, tell, fail, patience })
  await session.open()
}

const watchdog = watchParent()
const beat = () => {
  const browser = client?.pupBrowser?.process()?.pid
  watchdog.setBrowser(browser)
  tell({ kind: 'alive', browser })
}
setInterval(beat, BEAT_MS)
beat()
start().catch(fail)
