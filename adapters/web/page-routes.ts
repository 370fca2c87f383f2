import { createHash, randomUUID } from 'node:crypto'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { FromSchema } from 'json-schema-to-ts'
import { conversationId, type Office } from '../../src/channel.ts'
import { type Asking, toJson } from './asking.ts'
import type { limitChat } from './chat-limit.ts'
import type { ChatStore } from './chat-routes.ts'
import { answerError } from './errors.ts'
import { type readPage, type Shown, THEMES } from './page.ts'
import { protection } from './protection.ts'
import { webResponder } from './responders.ts'
import { PageForm, PageQuery } from './schemas.ts'
import type { WebServer } from './server.ts'
import { isRemembered, refuseForeign, rememberSession, sessionOf } from './session.ts'

export interface PageParts {
  readonly page: ReturnType<typeof readPage>
  readonly asking: Asking
  readonly chats: ChatStore
  /** Offices of the Province. */
  readonly contacts: () => readonly Office[]
  readonly notice: () => string | undefined
  readonly limit: ReturnType<typeof limitChat>
  /** Sites that may show the page in a frame. */
  readonly embedOrigins: readonly string[]
  /** For how long what is said is kept. */
  readonly retentionDays: number
}

type Form = FromSchema<typeof PageForm>

const LOST = 'No pude traer lo que hablamos antes. Volvé a cargar la página en un ratito.'

const hasContact = ({ direccion, telefono, whatsapp, email, web }: Office) =>
  Boolean(direccion ?? telefono ?? whatsapp ?? email ?? web)

const isTheme = (name: string | undefined): name is keyof typeof THEMES =>
  name !== undefined && Object.hasOwn(THEMES, name)

const themeOf = ({ cookies: { iamjus_tema: name } }: FastifyRequest) =>
  isTheme(name) ? name : undefined

/**
 * The same form sent twice is one message. With other words it is another, for a browser that goes
 * back, or that fills in the fields as they were, sends a number that was used.
 */
const messageIdOf = (formId: string, prompt: string) =>
  createHash('sha256').update(`${formId} ${prompt}`).digest('base64url')

/** `GET /` shows the chat; `POST /` takes its forms where there is no JavaScript. */
export const pageRoutes = async (app: WebServer, parts: PageParts) => {
  const { page, asking, chats, contacts, notice, limit, embedOrigins, retentionDays } = parts

  const protectAlone = protection({ styles: page.styles })
  const protectFramed = protection({ styles: page.styles, origins: embedOrigins })
  const protect = (reply: FastifyReply, embed: boolean) =>
    embed ? protectFramed(reply) : protectAlone(reply)

  const said = async (chatId: string) => {
    const turns = await chats.history(conversationId('web', chatId))
    return {
      turns: turns.map(({ reply, messageId, text, verdict }) => ({
        ...toJson(reply, messageId),
        prompt: text,
        verdict,
      })),
      pending: await chats.pending('web', chatId),
    }
  }

  const show = async (
    request: FastifyRequest,
    reply: FastifyReply,
    chatId: string,
    embed: boolean,
    more: Pick<Shown, 'problem' | 'draft'> = {},
  ) => {
    const conversation = await said(chatId).catch(err => {
      request.log.error({ err }, 'no se pudo leer una charla')
      return { turns: [], pending: [], problem: LOST }
    })
    protect(reply, embed)
    const html = page.show({
      ...conversation,
      ...more,
      theme: themeOf(request),
      notice: notice(),
      contact: contacts().find(hasContact),
      days: retentionDays,
      embedded: embed,
      // In a frame of another site a cookie that came once may not come again.
      ...((embed || !isRemembered(request, chatId)) && { chatId }),
    })
    return reply.header('cache-control', 'no-store').type('text/html; charset=utf-8').send(html)
  }

  /** Does what a form asks for. */
  const act = async (form: Form, chatId: string, requestId: string) => {
    if (form.clear) {
      asking.stop(chatId)
      return chats.forget(conversationId('web', chatId))
    }
    const prompt = form.prompt?.trim()
    if (!prompt) return
    const messageId = messageIdOf(form.message_id ?? randomUUID(), prompt)
    await asking.ask({ chatId, messageId, prompt, requestId, untilStopped: true }, webResponder)
  }

  app.get('/', { schema: { querystring: PageQuery } }, async (request, reply) => {
    const embed = request.query.embed === '1'
    const session = sessionOf(request, undefined)
    // Before the first message, so that even a lost first answer is found again; and at each visit
    // anew, for the days count from the last.
    rememberSession(reply, session.id, embed)
    return show(request, reply, session.id, embed)
  })

  await app.register(async (scope: WebServer) => {
    // Only here: JSON alone, which no form can send, is what the other routes take.
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    )
    scope.setErrorHandler<FastifyError>((error, request, reply) => {
      const { message } = answerError(error, request, reply).error
      const { prompt = '', embed } = (request.body ?? {}) as Form
      const { id } = sessionOf(request, undefined)
      return show(request, reply, id, embed === '1', { problem: message, draft: prompt })
    })
    scope.post(
      '/',
      { onRequest: refuseForeign, schema: { body: PageForm }, ...limit },
      async (request, reply) => {
        const { body } = request
        const session = sessionOf(request, body.session_id)
        const embed = body.embed === '1'
        await act(body, session.id, request.id)
        if (isRemembered(request, session.id)) {
          // A browser may refuse a frame by the headers of what only leads to the page.
          protect(reply, embed)
          return reply.redirect(embed ? '/?embed=1#ultimo' : '/#ultimo', 303)
        }
        return show(request, reply, session.id, embed)
      },
    )
  })
}
