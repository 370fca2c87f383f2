import type { WebServer } from '../server.ts'
import { type AccountPart, accountRoutes, passwordRoutes } from './account-routes.ts'
import { type AuditPart, auditRoutes } from './audit-routes.ts'
import { type DataPart, dataRoutes } from './data-routes.ts'
import { installRefusals } from './errors.ts'
import { type FiguresPart, figuresRoutes } from './figures-routes.ts'
import { demandSession, type Gate, refuseCrossSite } from './guard.ts'
import { type LoginPart, loginRoute, logoutRoute } from './login-routes.ts'
import { type PromptPart, promptRoutes } from './prompt-routes.ts'
import { type ReviewPart, reviewRoutes } from './review-routes.ts'
import { type StatePart, stateRoutes } from './state-routes.ts'
import { type TrialPart, trialRoutes } from './trial-routes.ts'

/** What the admin page needs of the core. */
export type AdminPart = AccountPart &
  AuditPart &
  DataPart &
  FiguresPart &
  LoginPart &
  PromptPart &
  ReviewPart &
  StatePart &
  TrialPart & { readonly sessions: Gate }

/** `/config` and what is behind its login. What is registered in the last scope is guarded. */
export const adminRoutes = async (
  app: WebServer,
  part: AdminPart,
  publicUrl: string | undefined,
) => {
  app.get('/config', (_request, reply) =>
    reply.header('cache-control', 'no-store').sendFile('config.html', { cacheControl: false }),
  )
  await app.register(async scope => {
    installRefusals(scope)
    scope.decorateRequest('operator')
    await scope.register(async open => {
      open.addHook('onRequest', refuseCrossSite(publicUrl))
      loginRoute(open, part)
    })
    await scope.register(async entered => {
      entered.addHook('onRequest', demandSession(part.sessions, { unchanged: true }))
      entered.addHook('onRequest', refuseCrossSite(publicUrl))
      logoutRoute(entered, part)
      passwordRoutes(entered, part)
    })
    await scope.register(async inside => {
      inside.addHook('onRequest', demandSession(part.sessions))
      inside.addHook('onRequest', refuseCrossSite(publicUrl))
      accountRoutes(inside, part)
      promptRoutes(inside, part)
      trialRoutes(inside, part)
      dataRoutes(inside, part)
      reviewRoutes(inside, part)
      figuresRoutes(inside, part)
      stateRoutes(inside, part)
      auditRoutes(inside, part)
    })
  })
}
