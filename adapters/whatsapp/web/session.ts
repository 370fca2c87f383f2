import { disconnected, Failure } from './failures.ts'
import { readMessage } from './incoming.ts'
import type { Client } from './library.ts'
import { look, mendMessageKey, nudge, refreshQr, type Sight } from './page.ts'
import type { FromWorker } from './protocol.ts'

interface Deps {
  readonly client: Client
  readonly tell: (message: FromWorker) => void
  /** Ends the session, for good. */
  readonly fail: (error: unknown) => void
  readonly patience: Patience
}

/** Milliseconds. */
export interface Patience {
  /** For WhatsApp to open. */
  readonly open: number
  /** Between two looks at the page. */
  readonly look: number
  /** A page that has not answered by then never will. */
  readonly answer: number
  /** For what looks like an accident of a page being loaded again. */
  readonly doubt: number
}

export const PATIENCE: Patience = { open: 100_000, look: 2000, answer: 8000, doubt: 12_000 }

/** Looks at a page that is loaded and yet not ready, before the library is told so. */
const LOOKS = 2

const within = <T>(ms: number, promise: Promise<T>, failure: () => Failure) => {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(failure()), ms)
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

/** Opens WhatsApp and watches over it; the library itself does not notice when it ends. */
export const createSession = ({ client, tell, fail, patience }: Deps) => {
  let [waitingForScan, opened, ready, stuck] = [false, false, false, 0]
  let lastProgress = 0

  const progress = () => {
    lastProgress = Date.now()
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
    progress()
    client.pupPage?.evaluate(mendMessageKey).catch(() => undefined)
    tell({ kind: 'linking' })
  })
  client.on('ready', () => {
    ready = true
    progress()
    tell({ kind: 'ready' })
  })
  client.on('disconnected', state => fail(disconnected(state)))
  client.on('message', raw => {
    const message = readMessage(raw)
    if (message) tell({ kind: 'message', message })
  })

  const judge = async ({ whatsapp, watched, injected, state, synced }: Sight) => {
    if (waitingForScan && watched) {
      if (state === 'UNPAIRED_IDLE') await client.pupPage?.evaluate(refreshQr)
      return
    }
    if (waitingForScan || (ready && !injected)) {
      // The page is being loaded again, which WhatsApp does by itself at times.
      ready = false
      waitingForScan = false
      progress()
      tell({ kind: 'linking' })
    }
    stuck = !ready && whatsapp && synced ? stuck + 1 : 0
    if (stuck === LOOKS) await client.pupPage?.evaluate(nudge)
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
