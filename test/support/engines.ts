import { globSync, readFileSync } from 'node:fs'
import { matchesGlob } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The engines of test servers. */
export type Engine = 'sqlite' | 'postgres'

/** The engine of the running tests, set by their project in vitest.config.ts. */
export const testEngine: Engine = process.env.CONTACTD_TEST_ENGINE === 'postgres' ? 'postgres' : 'sqlite'

/** Whether the test databases are distributed, which their project in vitest.config.ts sets. */
export const isDistributed: boolean = process.env.CONTACTD_TEST_SHARDS !== undefined

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The API test that runs on PostgreSQL with every change; the others have their own tier. */
export const storyOnPostgres = 'server/src/api/contacts/update-contact.test.ts'

/**
 * Files that start a test server but run once: they test the program, its pages, HTTP before any query, one engine or the
 * test support.
 */
const runOnce = [
  'server/src/http/{host-guard,json-body,request-origin,trailing-slash,unread-body,validation,version-header,waiting-answers}.test.ts',
  'server/src/reference/*.test.ts',
  'test/hostile-http.test.ts',
  'server/src/api/contacts/addresses/look-up-plans.test.ts',
  'test/{browser,citus,faults,fuzz,postgres,support}/**',
]

/** The files whose tests run on each engine: those that start a test server, or create a test database. */
export function filesOfEveryEngine(): string[] {
  return globSync(['server/src/**/*.test.ts', 'test/**/*.test.ts'], { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !runOnce.some((pattern) => matchesGlob(file, pattern)))
    .filter((file) =>
      /useTestServer|startTestServer|newTestDatabase/.test(readFileSync(`${root}/${file}`, 'utf8')),
    )
}

/** Those that run again on partitioned PostgreSQL: together they use all partitioned tables. */
const aboutPartitions = [
  'server/src/api/contacts/{concurrent-updates,contact-tags,create-contact}.test.ts',
  'server/src/api/contacts/{delete-activities,update-contact}.test.ts',
  'server/src/api/contacts/{addresses,bulk,duplicate,merge}/*.test.ts',
  'server/src/api/{appointments,businesses,custom-values,lost-reasons,opportunities,pipelines,records,recurring-tasks,templates,workflows}/*.test.ts',
  'server/src/lifecycle/{change-tag,delete-business,delete-location}.test.ts',
  'server/src/lifecycle/erase-contact/*.test.ts',
  'server/src/api/opportunities/search/opportunity-search.test.ts',
  'server/src/webhooks/dispatcher.test.ts',
  'server/src/webhooks/retention/retention.test.ts',
  'server/src/api/search/{list-contacts,search-contacts}.test.ts',
  'server/src/columnstore/changed-locations.test.ts',
  'server/src/api/contacts/upsert/upsert.test.ts',
  'server/src/api/custom-fields/{business-fields,custom-field-folders,custom-field-routes}.test.ts',
  'server/src/api/{tags,users}/{tag-routes,user-writes}.test.ts',
]

/** The files whose tests also run on partitioned PostgreSQL. */
export const filesInPartitions = (): string[] =>
  filesOfEveryEngine().filter((file) => aboutPartitions.some((pattern) => matchesGlob(file, pattern)))
