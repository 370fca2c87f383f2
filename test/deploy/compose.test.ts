import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { CORE_SCHEMA, load, mergeTag } from 'js-yaml'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../support/core.ts'
import { readDockerfile, stepsOf } from '../support/dockerfile.ts'

// There is not always a Docker engine to try them with, so the files are read as it would read them.
interface Service {
  readonly build: { readonly target: string }
  readonly user: string
  readonly ports?: readonly string[]
  readonly environment?: Readonly<Record<string, string | number>>
  readonly secrets?: readonly string[]
  readonly [option: string]: unknown
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>
  readonly secrets: Readonly<Record<string, { readonly file: string }>>
  readonly volumes: object
  readonly networks: Readonly<Record<string, { readonly ipam: { readonly config: unknown } }>>
}

const MERGING = { schema: CORE_SCHEMA.withTags(mergeTag) }

const read = (path: string): Compose => load(readFileSync(path, 'utf8'), MERGING) as Compose
const compose = read('docker-compose.yml')
const services = Object.entries(compose.services)
const { backend, frontend, 'frontend-tls': frontendTls } = compose.services
const stages = readDockerfile()
const names = stages.map(({ name }) => name)

test('there are the assistant and nginx, and nginx with certificates where asked for', () => {
  expect(services.map(([name]) => name)).toEqual(['backend', 'frontend', 'frontend-tls'])
  expect([backend?.profiles, frontend?.profiles]).toEqual([undefined, undefined])
  expect(frontendTls?.profiles).toEqual(['tls'])
})

test.each(services)(
  '%s is kept in: no root, no writing, no rights, no more memory',
  (_, service) => {
    expect(service).toMatchObject({
      init: true,
      restart: 'unless-stopped',
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      mem_limit: expect.stringMatching(/^\d+m$/),
      pids_limit: expect.any(Number),
      stop_grace_period: expect.stringMatching(/^\d+s$/),
      logging: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '5' } },
    })
    expect(service).not.toHaveProperty('privileged')
    expect(Number(service.user.split(':')[0])).toBeGreaterThan(0)
  },
)

test.each(services)(
  '%s is built from a stage that is no root and tells its health',
  (_, service) => {
    const steps = stepsOf(service.build.target)
    const last = (name: string) => steps.findLast(({ instruction }) => instruction === name)?.rest
    expect(last('USER')).toMatch(/^(node|nginx)$/)
    expect(last('HEALTHCHECK')).toContain('CMD [')
    expect(service).not.toHaveProperty('healthcheck')
  },
)

test('nginx waits until the assistant is well', () => {
  for (const service of [frontend, frontendTls])
    expect(service?.depends_on).toEqual({ backend: { condition: 'service_healthy' } })
})

test('only nginx is reached from outside, and in the clear only from this machine', () => {
  expect(backend).not.toHaveProperty('ports')
  expect(frontend?.ports).toEqual([`\${HTTP_BIND:-127.0.0.1}:8080:8080`])
  expect(frontendTls?.ports).toEqual(['0.0.0.0:80:8080', '0.0.0.0:443:8443'])
})

test('nothing is published on IPv6, where people would come by the private address of Docker', () => {
  const published = services.flatMap(([, { ports = [] }]) => ports)
  expect(published).not.toEqual([])
  for (const port of published) expect(port).toMatch(/^(\$\{\w+:-)?\d+\.\d+\.\d+\.\d+\}?:\d+:\d+$/)
})

test('the assistant listens where nginx asks, and believes the network of nginx', () => {
  const { PORT, HOST, TRUST_PROXY } = backend?.environment ?? {}
  expect(readFileSync('deploy/nginx/http.conf', 'utf8')).toContain(`http://backend:${PORT};`)
  expect(HOST).toBe('0.0.0.0')
  expect(compose.networks.inside?.ipam.config).toEqual([{ subnet: TRUST_PROXY }])
})

test('only what is to be kept can be written, and it is kept', () => {
  expect(Object.keys(compose.volumes)).toEqual(['data'])
  expect(backend?.volumes).toEqual(['data:/data'])
  expect(String(backend?.environment?.DATABASE_PATH)).toMatch(/^\/data\//)
  expect(frontendTls?.volumes).toEqual([`\${TLS_DIR:-./tls}:/tls:ro`])
})

test('no secret stands in the environment: each is a file that the program reads', () => {
  const variables = Object.entries(backend?.environment ?? {})
  const secret = /TOKEN|SECRET|PASSWORD|KEY/
  const given = variables.filter(([name]) => secret.test(name))
  const files = given.map(([name, value]) => [name, value])
  expect(files).toEqual(
    backend?.secrets?.map(name => [`${name.toUpperCase()}_FILE`, `/run/secrets/${name}`]),
  )
  expect(Object.keys(compose.secrets)).toEqual(backend?.secrets)
  const config = globSync('src/config/*.ts').map(path => readFileSync(path, 'utf8'))
  const names = [...config.join().matchAll(/text\('([A-Z_]+)'/g)].map(([, name]) => `${name}_FILE`)
  expect(new Set(names.filter(name => secret.test(name)))).toEqual(
    new Set(given.map(([name]) => name)),
  )
})

test('the script makes the files of the secrets that are missing, and keeps those that are there', () => {
  const folder = temporaryFolder()
  onTestFinished(folder.remove)
  mkdirSync(join(folder.path, 'deploy'))
  cpSync('docker-compose.yml', join(folder.path, 'docker-compose.yml'))
  cpSync('deploy/secrets.sh', join(folder.path, 'deploy/secrets.sh'))
  const run = () => execFileSync('sh', [join(folder.path, 'deploy/secrets.sh')])
  run()
  const token = join(folder.path, 'secrets/telegram_bot_token')
  writeFileSync(token, '1:abc')
  run()
  expect(readFileSync(token, 'utf8')).toBe('1:abc')
  const files = Object.values(compose.secrets).map(({ file }) => file.replace('./secrets/', ''))
  expect(readdirSync(join(folder.path, 'secrets')).sort()).toEqual(files.sort())
})

test('with WhatsApp Web it is the same assistant in the image that has Chromium', () => {
  const { services, ...rest } = read('deploy/compose.whatsapp.yml')
  expect(rest).toEqual({})
  expect(Object.keys(services)).toEqual(['backend'])
  expect(services.backend).toMatchObject({
    build: { target: 'whatsapp' },
    environment: { WHATSAPP_WEB: 'on' },
  })
})

test('the images are built on fixed lines of versions, and from what there is', () => {
  const bases = stages.map(({ from }) => from).filter(from => !names.includes(from))
  expect(new Set(bases)).toEqual(new Set(['node:24-bookworm-slim', 'nginx:stable-alpine']))
  for (const { steps } of stages)
    for (const { instruction, rest } of steps) {
      if (instruction !== 'COPY' || rest.startsWith('--from=')) continue
      const paths = rest.split(' ').slice(0, -1)
      expect(paths.filter(path => !existsSync(path))).toEqual([])
      const allowed = readFileSync('.dockerignore', 'utf8')
      for (const path of paths) expect(allowed).toContain(`\n!${path}\n`)
    }
})
