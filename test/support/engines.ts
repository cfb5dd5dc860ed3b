import { globSync, readFileSync } from 'node:fs'
import { matchesGlob } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What a test server can keep its database on. */
export type Engine = 'sqlite' | 'postgres'

/** The engine of the tests that run now: their project in vitest.config.ts says it. */
export const testEngine: Engine = process.env.CONTACTD_TEST_ENGINE === 'postgres' ? 'postgres' : 'sqlite'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Files that start a test server, and run on SQLite alone. */
const sqliteAlone = [
  // They read SQLite's plans.
  'server/src/contacts/addresses/look-up-plans.test.ts',
  // Random requests by the ten thousand, whose answers are compared between the engines elsewhere.
  'test/fuzz/fuzz.test.ts',
  // They are about the pages as a browser shows them.
  'test/install-pages.test.ts',
]

/** The files whose tests run on each engine: those that start a test server. */
export function filesOfEveryEngine(): string[] {
  return globSync(['server/src/**/*.test.ts', 'test/**/*.test.ts'], { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !sqliteAlone.includes(file))
    .filter((file) => readFileSync(`${root}/${file}`, 'utf8').includes('startTestServer'))
}

/** Which of them run once more on PostgreSQL in partitions: together they use all that is in partitions. */
const aboutPartitions = [
  'server/src/contacts/{concurrent-updates,contact-tags,create-contact}.test.ts',
  'server/src/contacts/{delete-activities,update-contact}.test.ts',
  'server/src/contacts/{addresses,appointments,bulk,business,duplicate,location-deletion}/*.test.ts',
  'server/src/contacts/{records,tag-changes,workflows}/*.test.ts',
  'server/src/contacts/search/{list-contacts,search-contacts}.test.ts',
  'server/src/contacts/search/index/changed-locations.test.ts',
  'server/src/contacts/upsert/upsert.test.ts',
  'server/src/locations/{business-routes,custom-field-folders,custom-field-routes,tag-routes,user-writes}.test.ts',
]

/** The files whose tests run on PostgreSQL in partitions, too. */
export const filesInPartitions = (): string[] =>
  filesOfEveryEngine().filter((file) => aboutPartitions.some((pattern) => matchesGlob(file, pattern)))
