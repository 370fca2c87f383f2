import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../support/core.ts'
import { hasNginx, makeCertificate } from '../support/nginx.ts'
import { freePort } from '../support/program.ts'

const unit = readFileSync('deploy/iamjus.service', 'utf8')
const valuesOf = (name: string) =>
  [...unit.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value = '']) => value)

test('systemd starts what there is, as nobody who may do more than it needs', () => {
  const [command = ''] = valuesOf('ExecStart')
  expect(existsSync(command.replace('/opt/iamjus/', ''))).toBe(true)
  expect(valuesOf('User')).toEqual(['iamjus'])
  for (const name of ['NoNewPrivileges', 'ProtectHome', 'PrivateTmp', 'PrivateDevices'])
    expect(valuesOf(name)).toEqual(['yes'])
  expect(valuesOf('ProtectSystem')).toEqual(['strict'])
  expect(valuesOf('CapabilityBoundingSet')).toEqual([''])
  expect([valuesOf('Restart'), valuesOf('StartLimitIntervalSec')]).toEqual([['always'], ['0']])
  const settings = valuesOf('Environment').join(' ')
  expect(settings).toContain('PORT=8001 TRUST_PROXY=127.0.0.1')
  const written = [...settings.matchAll(/(?:DATABASE_PATH|_DIR|HOME)=(\S+)/g)].map(([, at]) => at)
  for (const path of written) expect(path).toMatch(/^\/var\/lib\/iamjus/)
})

test.skipIf(!hasNginx)('the nginx of Debian takes what the script gives it', async () => {
  const { path, remove } = temporaryFolder()
  onTestFinished(remove)
  const target = join(path, 'nginx')
  execFileSync('sh', ['deploy/install-nginx.sh', target])
  execFileSync('sh', ['deploy/install-nginx.sh', target])
  const texts = globSync(join(target, '*.conf')).map(file => readFileSync(file, 'utf8'))
  const text = texts.join('\n')
  for (const part of ['http://127.0.0.1:8001;', 'listen 443 ssl', 'listen 80 ', '/etc/iamjus/tls/'])
    expect(text).toContain(part)
  expect(text).not.toMatch(
    /backend:8001|\/srv\/public|\/etc\/nginx\/iamjus|\/dev\/stdout|(pid|_temp_path) \/var\/cache/,
  )
  expect(text.match(/^user /gm)).toHaveLength(1)
  // One for who asks and one for the assistant; what systemd gives is 1,024.
  const [files, connections] = ['worker_rlimit_nofile', 'worker_connections'].map(name =>
    Number(new RegExp(`${name} (\\d+);`).exec(text)?.[1]),
  )
  expect(files).toBeGreaterThan(2 * (connections ?? Number.NaN))
  // /etc/iamjus is closed to the workers of nginx: root alone reads the certificates.
  const served = [...text.matchAll(/^\s*root (.*);$/gm)].map(([, folder = '']) => folder)
  expect(served).toContain('/var/www/iamjus')
  expect(served.filter(folder => folder.startsWith('/etc/iamjus'))).toEqual([])

  // The folders of this machine are not the test's to use, nor are its ports.
  makeCertificate(join(path, 'tls'))
  const [plain, secure] = [await freePort(), await freePort()]
  for (const file of globSync(join(target, '*.conf'))) {
    const own = readFileSync(file, 'utf8')
      .replaceAll('/etc/iamjus/tls', join(path, 'tls'))
      .replaceAll(/\/(var\/log\/nginx|var\/lib\/nginx|run)\//g, `${path}/`)
      .replace('listen 443', `listen 127.0.0.1:${secure}`)
      .replace('listen 80', `listen 127.0.0.1:${plain}`)
    writeFileSync(file, own)
  }
  const args = ['-t', '-e', 'stderr', '-p', path, '-c', join(target, 'nginx.conf')]
  const { status, stderr } = spawnSync('/usr/sbin/nginx', args, { encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, expect.stringContaining('test is successful')])
})
