import { startWeb, type Web } from './web.ts'

export const OPERATOR = 'ana'
export const PASSWORD = 'mate amargo con peperina'

type Headers = Readonly<Record<string, string>>

/** As a browser says of what the page itself asks for. */
export const SAME_SITE = { 'sec-fetch-site': 'same-origin' }

/** The web adapter over the whole core, with one operator who knows the password. */
export const startAdmin = async (env: Headers = {}, rest: Parameters<typeof startWeb>[1] = {}) => {
  const web = await startWeb(env, rest)
  await web.admin.operators.add(OPERATOR, PASSWORD)
  return web
}

/** What an operator's browser sends: the cookie of the session, and where the request comes from. */
export const enter = async (web: Pick<Web, 'post'>, name = OPERATOR, password = PASSWORD) => {
  const response = await web.post('/admin/api/login', { name, password }, SAME_SITE)
  const [cookie] = response.headers.getSetCookie()
  if (!cookie) throw new Error(`no session: ${response.status} ${await response.text()}`)
  return { ...SAME_SITE, cookie: cookie.split(';', 1)[0] ?? '' }
}
