import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['server/src/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/support/build.ts'],
    // One less than the cores would be one file at a time on two, and many files wait for programs they start.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Threads: for forks the runner keeps a watchdog, which outlives it by a moment.
    pool: 'threads',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
