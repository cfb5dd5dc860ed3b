import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { filesInPartitions, filesOfEveryEngine } from './test/support/engines.ts'

/** What is about PostgreSQL alone. */
const aboutPostgres = [
  'server/src/storage/postgres/**/*.test.ts',
  'test/support/postgres/**/*.test.ts',
  'test/postgres/**/*.test.ts',
]

const onPostgres = {
  globalSetup: ['test/support/postgres/global-setup.ts'],
  // A server beside the tests takes its share of the machine.
  testTimeout: 120_000,
  hookTimeout: 120_000,
  env: { CONTACTD_TEST_ENGINE: 'postgres' },
}

/** Files that have run once by themselves, on SQLite, run with what those before them have loaded: half the time. */
const together = { isolate: false }

export default defineConfig({
  test: {
    globalSetup: ['test/support/build.ts'],
    // One less than the cores would be one file at a time on two, and many files wait for programs they start.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Threads: for forks the runner keeps a watchdog, which outlives it by a moment.
    pool: 'threads',
    setupFiles: ['test/support/report-engine.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'sqlite',
          include: ['server/src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: aboutPostgres,
        },
      },
      { extends: true, test: { ...onPostgres, name: 'postgres-alone', include: aboutPostgres } },
      {
        extends: true,
        test: {
          ...onPostgres,
          ...together,
          name: 'postgres',
          include: filesOfEveryEngine(),
          exclude: aboutPostgres,
        },
      },
      {
        extends: true,
        test: {
          ...onPostgres,
          ...together,
          name: 'partitions',
          include: filesInPartitions(),
          env: { ...onPostgres.env, CONTACTD_TEST_PARTITIONS: '8' },
        },
      },
    ],
  },
})
