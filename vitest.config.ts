import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// Many tests start the whole program or a browser and wait for it, which takes long on a machine
// that does other things as well; two side by side wait together.
const PATIENCE_MS = 60_000
const patience = { testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS }

/** They compare times of one run with each other: nothing else may run beside them. */
const COMPARING = ['pool', 'pool-faults', 'pool-load'].map(name => `test/llm/${name}.test.ts`)

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...patience,
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: COMPARING,
          maxWorkers: Math.max(2, availableParallelism() - 1),
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...patience,
          name: 'alone',
          include: COMPARING,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
