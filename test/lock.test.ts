import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

const { status, stdout } = spawnSync('git', ['show', 'HEAD:package-lock.json'], {
  encoding: 'utf8',
  maxBuffer: 16 * 1024 * 1024,
})

// better-sqlite3 brings its binaries and says `gypfile: false`, which npm 10 believes only where
// the lock says it too; without it npm 10 builds it anew. `npm install` drops the line: put it
// back before committing. Only what is committed counts here.
test.skipIf(status !== 0)(
  'nobody needs a compiler: the lock forbids building better-sqlite3',
  () => {
    expect(JSON.parse(stdout).packages['node_modules/better-sqlite3']).toMatchObject({
      gypfile: false,
    })
  },
)
