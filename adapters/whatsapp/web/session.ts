import { createOnce } from '../../once.ts'
import { disconnected, Failure } from './failures.ts'
import { type RawMessage, readMessage } from './incoming.ts'
import type { Client } from './library.ts'
import type { Listened } from './listened.ts'
import { look, mendMessageKey, nudge, refreshQr, type Sight } from './page.ts'
import { type Patience, within } from './patience.ts'
import type { FromWorker } from './protocol.ts'
import { readUnread } from './unread.ts'

interface Deps {
  readonly client: Client
  readonly tell: (message: FromWorker) => void
  /** Ends the session, for good. */
  readonly fail: (error: unknown) => void
  readonly patience: Patience
  readonly listened: Listened
}

/** Looks at a page that is loaded and yet not ready, before the library is told so, and again. */
const [LOOKS, LOOKS_AGAIN] = [2, 10]

/** Looks after it became ready at which it is asked again for what is unread: some comes in late. */
const UNREAD_LOOKS = [2, 5, 15]

/** Opens WhatsApp and watches over it; the library itself does not notice when it ends. */
export const createSession = (deps: Deps) => {
  const { client, tell, fail, patience, listened } = deps
  let [waitingForScan, opened, ready, stuck] = [false, false, false, 0]
  let [lastProgress, looksSinceReady, readies] = [0, 0, 0]
  let missedSince: number | undefined
  const firstTime = createOnce<string>()

  const progress = () => {
    lastProgress = Date.now()
  }

  const take = (raw: RawMessage) => {
    const message = readMessage(raw)
    if (message && firstTime(message.messageId)) tell({ kind: 'message', message })
  }

  /** What was written while nobody listened; best effort, for the page may not be as it was. */
  const catchUp = async () => {
    const { pupPage } = client
    if (!pupPage || missedSince === undefined) return
    const late = () => new Failure('browser', 'the unread messages do not come')
    const reading = within(patience.answer, pupPage.evaluate(readUnread, missedSince), late)
    for (const raw of await reading.catch(() => [])) take(raw)
  }

  client.on('qr', qr => {
    waitingForScan = true
    ready = false
    progress()
    tell({ kind: 'qr', qr })
  })
  // Each time anew: a page that was loaded again has forgotten it.
  client.on('authenticated', () => {
    waitingForScan = false
    ready = false
    progress()
    client.pupPage?.evaluate(mendMessageKey).catch(() => undefined)
    tell({ kind: 'linking' })
  })
  // A phone with many chats takes minutes, and a new start would not be faster.
  client.on('loading_screen', progress)
  client.on('ready', () => {
    const mine = ++readies
    ready = true
    looksSinceReady = 0
    missedSince = listened.since()
    progress()
    // Before anything is sent: an answer marks all of its chat as read.
    catchUp().then(() => {
      listened.touch()
      if (ready && mine === readies) tell({ kind: 'ready' })
    }, fail)
  })
  client.on('disconnected', state => fail(disconnected(state)))
  client.on('message', take)

  const listen = async () => {
    if (UNREAD_LOOKS.includes(looksSinceReady++)) await catchUp()
    listened.touch()
  }

  const judge = async ({ whatsapp, watched, injected, state, synced }: Sight) => {
    if (waitingForScan && watched) {
      if (state === 'UNPAIRED_IDLE') await client.pupPage?.evaluate(refreshQr)
      return
    }
    if (waitingForScan || (ready && !injected)) {
      // The page is being loaded again, which WhatsApp does by itself at times.
      ready = false
      stuck = 0
      waitingForScan = false
      progress()
      tell({ kind: 'linking' })
    }
    stuck = !ready && whatsapp && synced ? stuck + 1 : 0
    if (stuck % LOOKS_AGAIN === LOOKS) await client.pupPage?.evaluate(nudge)
    if (!ready && Date.now() - lastProgress > patience.open)
      throw new Failure(whatsapp ? 'deadline' : 'no-whatsapp', `state ${state}`)
  }

  const watch = async () => {
    const { pupPage } = client
    if (!pupPage || !opened) return
    const silent = () => new Failure('browser', 'the page does not answer')
    const sight = await within(patience.answer, pupPage.evaluate(look), silent).catch(error => {
      if (error instanceof Failure) throw error
      // While a page is left for another one there is nothing to look at.
      return undefined
    })
    if (sight) await judge(sight)
    if (ready && sight?.state === 'CONNECTED') await listen()
  }

  const watchOn = () => {
    setTimeout(() => {
      watch().then(watchOn, fail)
    }, patience.look)
  }

  return {
    /** Something went wrong that may mend itself. */
    doubt: () => {
      setTimeout(() => {
        if (!ready && !waitingForScan) fail(new Failure('browser', 'the page was lost'))
      }, patience.doubt)
    },
    open: async () => {
      progress()
      const late = () => new Failure('deadline', 'initialize() did not end')
      await within(patience.open, client.initialize(), late)
      opened = true
      progress()
      const gone = () => fail(new Failure('browser', 'Chromium has ended'))
      client.pupBrowser?.on('disconnected', gone)
      client.pupPage?.on('close', gone)
      client.pupPage?.on('error', gone)
      watchOn()
    },
  }
}
