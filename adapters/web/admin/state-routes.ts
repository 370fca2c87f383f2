import { encode } from 'uqr'
import type { Status } from '../../../src/channel.ts'
import { fields } from '../json-schema.ts'
import type { WebServer } from '../server.ts'

/** A channel as its adapter tells of it. */
export interface ChannelState {
  readonly channel: string
  readonly status: Status
  /** To be scanned with the phone, while it is. Whoever scans it reads all chats. */
  readonly qr?: string | undefined
}

interface Change {
  readonly by: string
  readonly at: Date | number
}

/** What the state of the service and its switches need of the core. */
export interface StatePart {
  readonly channels: () => readonly ChannelState[]
  readonly state: { read(): Promise<object> }
  readonly settings: {
    closed(channel: string): (Change & { readonly comment: string }) | undefined
    close(channel: string, comment: string, by: string): Promise<void>
    open(channel: string, comment: string, by: string): Promise<void>
    banner(): (Change & { readonly text: string; readonly until?: string }) | undefined
    notice(): string | undefined
    setBanner(text: string, until: string | undefined, by: string): Promise<void>
  }
}

const dated = <T extends Change>(change: T | undefined) =>
  change && { ...change, at: new Date(change.at) }

/** Longer than is allowed, so that the core says by how much. */
const Text = { type: 'string', maxLength: 2000 } as const
const Channel = fields({ channel: { type: 'string', maxLength: 20 } }, ['channel'])
const Switch = fields({ on: { type: 'boolean' }, comment: Text }, ['on', 'comment'])
const Banner = fields(
  {
    text: Text,
    until: { type: 'string', maxLength: 10 },
  },
  ['text'],
)

/** How the service is doing, a switch for each channel, and the banner. */
export const stateRoutes = (scope: WebServer, { channels, state, settings }: StatePart) => {
  const channelOf = ({ channel, status, qr }: ChannelState) => ({
    channel,
    ...status,
    // The picture alone: it is in no log and in no cache.
    ...(qr !== undefined && { qr: encode(qr).data }),
    closed: dated(settings.closed(channel)) ?? null,
  })

  scope.get('/admin/api/state', async () => ({
    ...(await state.read()),
    channels: channels().map(channelOf),
    banner: dated(settings.banner()) ?? null,
    notice: settings.notice() ?? null,
  }))

  scope.put(
    '/admin/api/channels/:channel',
    { schema: { params: Channel, body: Switch } },
    async ({ params: { channel }, body: { on, comment }, operator }) => {
      if (on) await settings.open(channel, comment, operator.name)
      else await settings.close(channel, comment, operator.name)
      return { channel, on }
    },
  )

  scope.put('/admin/api/banner', { schema: { body: Banner } }, async ({ body, operator }) => {
    await settings.setBanner(body.text, body.until, operator.name)
    return { notice: settings.notice() ?? null }
  })
}
