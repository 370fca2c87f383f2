import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// Many tests start the whole program or a browser and wait for it, which takes long on a machine
// that does other things as well; two side by side wait together.
const PATIENCE_MS = 60_000

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: PATIENCE_MS,
    hookTimeout: PATIENCE_MS,
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
})
