import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join, resolve } from 'node:path'
import { temporaryFolder } from './core.ts'
import { freePort } from './program.ts'

const NGINX = '/usr/sbin/nginx'
const ROOT = resolve(import.meta.dirname, '../..')

/** Where none is installed its tests are left out; in CI they fail. */
export const hasNginx = existsSync(NGINX) || Boolean(process.env.CI)

interface Options {
  readonly backend: string
  readonly tls?: boolean
  /** What else is different from the files of the project: texts, each of which has to occur. */
  readonly changes?: Readonly<Record<string, string>>
}

const accepts = (port: number) =>
  new Promise<boolean>(done => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.once('error', () => done(false))
    socket.once('connect', () => {
      socket.destroy()
      done(true)
    })
  })

const untilAccepting = async (port: number, child: ChildProcess) => {
  while (!(await accepts(port))) {
    if (child.exitCode !== null) return
    await new Promise(setImmediate)
  }
}

/** A certificate that nobody but the tests believes. */
export const makeCertificate = (folder: string) => {
  mkdirSync(folder)
  const files = ['-keyout', join(folder, 'privkey.pem'), '-out', join(folder, 'fullchain.pem')]
  const what = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  execFileSync('openssl', ['req', ...what, '-subj', '/CN=localhost', ...files], { stdio: 'ignore' })
}

/**
 * Debian's nginx with the project's own files, of which only the addresses, ports and folders are
 * changed, before the program at `backend`.
 */
export const startNginx = async ({ backend, tls = false, changes = {} }: Options) => {
  const { path: folder, remove } = temporaryFolder()
  const [port, tlsPort] = [await freePort(), await freePort()]
  cpSync(join(ROOT, 'deploy/nginx'), folder, { recursive: true })
  if (tls) makeCertificate(join(folder, 'tls'))
  const replacements = {
    '/var/cache/nginx/': `${folder}/`,
    ' 8080': ` 127.0.0.1:${port}`,
    'http://backend:8001': backend,
    '/srv/public': join(ROOT, 'public'),
    '/etc/nginx/iamjus': folder,
    '/dev/stdout': join(folder, 'access.log'),
    ...(tls && { ' 8443': ` 127.0.0.1:${tlsPort}`, ' /tls/': ` ${folder}/tls/` }),
    ...changes,
  }
  const files = globSync(join(folder, '*.conf')).map(path => {
    return { path, text: readFileSync(path, 'utf8') }
  })
  for (const [from, to] of Object.entries(replacements)) {
    if (!files.some(({ text }) => text.includes(from))) throw new Error(`nothing says «${from}»`)
    for (const file of files) file.text = file.text.replaceAll(from, to)
  }
  for (const { path, text } of files) writeFileSync(path, text)

  const main = join(folder, tls ? 'nginx-tls.conf' : 'nginx.conf')
  // As root nginx would become nobody, who may not read a temporary folder.
  const user = process.getuid?.() === 0 ? 'user root;' : ''
  const args = ['-e', 'stderr', '-p', folder, '-c', main, '-g', `daemon off;${user}`]
  const child = spawn(NGINX, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let errors = ''
  child.stderr.on('data', data => {
    errors += data
  })
  const ended = once(child, 'close')
  await untilAccepting(port, child)
  if (child.exitCode !== null) throw new Error(`nginx did not start: ${errors}`)
  return {
    url: `http://127.0.0.1:${port}`,
    tlsPort,
    folder,
    log: () => readFileSync(join(folder, 'access.log'), 'utf8'),
    errors: () => errors,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
      remove()
    },
  }
}

export type Nginx = Awaited<ReturnType<typeof startNginx>>
