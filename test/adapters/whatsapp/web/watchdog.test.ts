import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { isAlive } from '../../../../adapters/whatsapp/web/processes.ts'

const ORPHAN = join(resolve(import.meta.dirname, '../../..'), 'support/orphan.ts')

test('a child that hangs ends with its browser when the program is killed, and not before', async () => {
  const program = spawn(process.execPath, [ORPHAN], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(program.stdout, 'data')
  const { child, browser } = JSON.parse(String(line)) as { child: number; browser: number }
  expect([isAlive(child), isAlive(browser)]).toEqual([true, true])
  program.kill('SIGKILL')
  await once(program, 'close')
  await expect
    .poll(() => [isAlive(child), isAlive(browser)], { timeout: 10_000 })
    .toEqual([false, false])
})
