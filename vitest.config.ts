import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { filesInPartitions, filesOfEveryEngine, storyOnPostgres } from './test/support/engines.ts'
import { memoryFolderOfPrograms } from './test/support/memory-folder.ts'

/** What is about PostgreSQL's store alone. */
const aboutPostgres = ['server/src/storage/postgres/**/*.test.ts', 'test/support/postgres/**/*.test.ts']

/** Its longest tests, with a database for each case or hundreds of random ones: a minute. */
const longOnPostgres = [
  'server/src/storage/postgres/postgres-storage.test.ts',
  'server/src/storage/postgres/shards/mark-locks.test.ts',
  'server/src/storage/postgres/writes/optimistic-writes.test.ts',
]

/** PostgreSQL servers that stop responding, restart or refuse: a minute. */
const outagesOfPostgres = [
  'server/src/storage/postgres/connection/{frozen-server,lost-connections}.test.ts',
  'server/src/storage/postgres/writes/failing-groups.test.ts',
  'test/support/postgres/cluster.test.ts',
]

/** Programs that are killed, stopped, moved or cut off, and random requests: minutes. */
const faults = ['test/faults/**/*.test.ts', 'test/fuzz/**/*.test.ts']

/** What users install, and the programs of others that use it: packages, the action, examples, samples. A minute. */
const programs = [
  'server/src/cli/commands/run.test.ts',
  'test/{action,deploy,package}.test.ts',
  'test/{examples,run}/**/*.test.ts',
  'test/clients/sdk-samples.test.ts',
  'tools/samples/run-samples.test.ts',
]

/** What opens a browser, apart from the main story of the console: minutes. */
const inBrowser = ['test/browser/*.test.ts', 'test/browser/console/!(story).test.ts']

const everyFile = ['server/src/**/*.test.ts', 'tools/**/*.test.ts', 'bench/**/*.test.ts', 'test/**/*.test.ts']

const onPostgres = {
  globalSetup: ['test/support/postgres/global-setup.ts'],
  // A PostgreSQL server shares the machine with the tests.
  testTimeout: 120_000,
  hookTimeout: 120_000,
  env: { CONTACTD_TEST_ENGINE: 'postgres' },
}

const onCitus = {
  extends: true as const,
  test: {
    name: 'citus',
    globalSetup: ['test/support/citus/global-setup.ts'],
    env: {
      CONTACTD_TEST_ENGINE: 'postgres',
      CONTACTD_TEST_SHARDS: '4',
      CONTACTD_TEST_REQUESTS: process.env.CONTACTD_TEST_REQUESTS ?? '100000',
    },
    include: [
      'test/citus/**/*.test.ts',
      'server/src/storage/postgres/{postgres-storage,window-counts}.test.ts',
      'test/postgres/engines-agree.test.ts',
      ...filesOfEveryEngine(),
    ],
    // Three servers share the machine with the tests.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
}

/** Each commit of a database in a file waits for the disk. */
const memory = memoryFolderOfPrograms()

export default defineConfig({
  test: {
    globalSetup: ['test/support/build.ts'],
    // One less than the cores would be one file at a time on two, and many files wait for programs they start.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Processes: what crashes in native code (SQLite, PostgreSQL's client, the browser's driver) ends one of them and
    // names its file; of threads it ends the runner, and the run with it.
    pool: 'forks',
    // The modules that a file has loaded serve the next one too: half the time.
    isolate: false,
    setupFiles: ['test/support/report-engine.ts', 'test/support/end-programs.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // The threads that tests start load TypeScript: with the cache, the one of searches starts in a third of the time.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('test-results/compile-cache', import.meta.url)) },
    // The tiers are made of these: see CONTRIBUTING.md.
    projects: [
      {
        extends: true,
        test: {
          name: 'sqlite',
          include: everyFile,
          exclude: [
            ...aboutPostgres,
            ...faults,
            ...programs,
            ...inBrowser,
            'test/postgres/**',
            'test/citus/**',
          ],
          env: { ...(memory !== undefined && { TMPDIR: memory }) },
        },
      },
      {
        extends: true,
        test: {
          ...onPostgres,
          name: 'postgres-store',
          include: [...aboutPostgres, storyOnPostgres],
          exclude: [...longOnPostgres, ...outagesOfPostgres],
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: inBrowser,
          // A browser takes its share of the machine, too.
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 30_000 } },
        },
      },
      {
        extends: true,
        test: {
          ...onPostgres,
          name: 'postgres',
          include: [...longOnPostgres, ...filesOfEveryEngine()],
          exclude: [...faults, storyOnPostgres],
        },
      },
      {
        extends: true,
        test: {
          ...onPostgres,
          name: 'partitions',
          include: filesInPartitions(),
          env: { ...onPostgres.env, CONTACTD_TEST_PARTITIONS: '8' },
        },
      },
      {
        extends: true,
        test: {
          name: 'programs',
          include: programs,
          env: { ...(memory !== undefined && { TMPDIR: memory }) },
        },
      },
      { extends: true, test: { name: 'faults', include: faults } },
      {
        extends: true,
        test: {
          ...onPostgres,
          name: 'postgres-faults',
          include: ['test/postgres/**/*.test.ts', ...outagesOfPostgres],
        },
      },
      // Citus comes from no registry: these run where a cluster is named.
      ...(process.env.CONTACTD_TEST_CITUS_URL ? [onCitus] : []),
    ],
  },
})
