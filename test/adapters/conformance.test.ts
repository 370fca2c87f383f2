import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { expect } from 'vitest'
import { createTelegramAdapter } from '../../adapters/telegram/adapter.ts'
import { createTerminalAdapter } from '../../adapters/terminal/adapter.ts'
import { createWebAdapter } from '../../adapters/web/adapter.ts'
import { createWhatsappWebAdapter } from '../../adapters/whatsapp/web/adapter.ts'
import { readConfig } from '../../src/config.ts'
import { adapterConformance, type ChannelHarness, type Person } from '../support/conformance.ts'
import { silent, temporaryFolder } from '../support/core.ts'
import { createScreen } from '../support/screen.ts'
import { startTelegram, TOKEN } from '../support/telegram.ts'
import { type ErrorJson, type GenerateJson, NO_CHATS, newChat, openClient } from '../support/web.ts'
import { createFakeChildren } from '../support/whatsapp-child.ts'
import { BETO, CLARA, openCloud } from '../support/whatsapp-cloud.ts'
import {
  contentOf,
  envelope,
  post,
  type Person as WhatsAppPerson,
  wireMessage,
} from '../support/whatsapp-posts.ts'

const asShown = ({ response, choices }: GenerateJson) =>
  [response, ...choices.map(({ label }) => label)].join('\n')

/** A browser without the page: posts what is written and shows what comes back. */
const openBrowser = (url: () => string): Person => {
  const chatId = newChat()
  const screen = createScreen()
  const deliver = async (body: object) => {
    const response = await openClient(url()).post('/generate', body)
    const json = (await response.json()) as GenerateJson | ErrorJson
    screen.show(`${'error' in json ? json.error.message : asShown(json)}\n`)
  }
  let last: object = {}
  return {
    chatId,
    screen,
    says: async prompt => {
      last = { prompt, session_id: chatId, message_id: newChat() }
      await deliver(last).catch(() => undefined)
    },
    repeats: () => deliver(last),
  }
}

const openWeb = (): ChannelHarness => {
  const adapter = createWebAdapter({
    config: readConfig({ PORT: '0' }),
    log: silent,
    chats: NO_CHATS,
    health: async () => ({ ready: true, problems: [] }),
  })
  let address = ''
  const url = () => {
    address = adapter.status().detail ?? address
    return address
  }
  const people = [openBrowser(url), openBrowser(url)] as const
  return {
    adapter,
    people: [people[0], people[1]],
    pushes: false,
    markdown: true,
    close: () => adapter.stop(),
  }
}

const openTerminal = (): ChannelHarness => {
  const input = new PassThrough()
  const output = new PassThrough({ encoding: 'utf8' })
  const screen = createScreen()
  output.on('data', (text: string) => screen.show(stripVTControlCharacters(text)))
  const adapter = createTerminalAdapter({ input, output })
  const says = async (text: string) => {
    input.write(`${text}\n`)
    // One turn of the event loop: the line has been read, if anybody reads.
    await new Promise(resolve => setImmediate(resolve))
  }
  return {
    adapter,
    people: [{ chatId: 'local', screen, says }],
    pushes: true,
    markdown: false,
    close: () => adapter.stop(),
  }
}

const openTelegram = async (): Promise<ChannelHarness> => {
  const telegram = await startTelegram()
  const adapter = createTelegramAdapter({
    config: { token: TOKEN, apiRoot: telegram.url },
    log: silent,
    pauses: { first: 10, longest: 50, idle: 10, watch: 60_000 },
  })
  const openPhone = (id: number): Person => {
    let last: ReturnType<typeof telegram.says> | undefined
    const taken = async (update: NonNullable<typeof last>) => {
      if (adapter.status().state !== 'ready') return
      await expect.poll(() => telegram.isSettled(update), { interval: 5 }).toBe(true)
    }
    return {
      chatId: String(id),
      screen: telegram.screenOf(id),
      says: text => {
        last = telegram.says(id, text)
        return taken(last)
      },
      repeats: async () => {
        if (last) await taken(telegram.repeats(last))
      },
    }
  }
  return {
    adapter,
    people: [openPhone(41), openPhone(42)],
    pushes: true,
    markdown: false,
    close: async () => {
      await adapter.stop()
      await telegram.stop()
    },
  }
}

const openWhatsAppCloud = async (): Promise<ChannelHarness> => {
  const { adapter, graph, hook, close } = await openCloud()
  const openPhone = (person: WhatsAppPerson): Person => {
    const address = person.phone ?? person.userId ?? ''
    let last: object = {}
    return {
      chatId: person.userId ?? person.phone ?? '',
      screen: graph.screenOf(address),
      says: async text => {
        last = envelope([wireMessage(person, contentOf(text))], [person])
        await post(hook, last)
      },
      repeats: async () => {
        await post(hook, last)
      },
    }
  }
  return {
    adapter,
    // Of these two, no number is shown of one, and no id of the other.
    people: [openPhone(CLARA), openPhone(BETO)],
    pushes: true,
    markdown: false,
    oneMessage: true,
    close,
  }
}

const openWhatsappWeb = (): ChannelHarness => {
  const folder = temporaryFolder()
  const children = createFakeChildren(child => child.tells({ kind: 'ready' }))
  const adapter = createWhatsappWebAdapter({
    config: { folder: folder.path, chromium: 'none' },
    log: silent,
    launch: children.launch,
    showQr: () => undefined,
  })
  const openPhone = (chatId: string): Person => {
    const screen = createScreen()
    children.onSent((to, text) => {
      if (to === chatId) screen.show(`${text}\n`)
    })
    let last: ReturnType<typeof children.says> | undefined
    // One turn of the event loop: the core has the message, if anybody took it.
    const taken = () => new Promise<void>(resolve => setImmediate(resolve))
    return {
      chatId,
      screen,
      says: text => {
        last = children.says(chatId, text)
        return taken()
      },
      repeats: () => {
        if (last) children.latest().tells({ kind: 'message', message: last })
        return taken()
      },
    }
  }
  return {
    adapter,
    people: [openPhone('5492215550001@c.us'), openPhone('77001122@lid')],
    pushes: true,
    waits: true,
    markdown: false,
    close: async () => {
      await adapter.stop()
      folder.remove()
    },
  }
}

adapterConformance('the web channel', openWeb)
adapterConformance('the terminal channel', openTerminal)
adapterConformance('the Telegram channel', openTelegram)
adapterConformance('the Cloud API channel of WhatsApp', openWhatsAppCloud)
adapterConformance('the WhatsApp Web channel', openWhatsappWeb)
