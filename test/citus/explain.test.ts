import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock as clock } from '../../server/src/lib/clock.ts'
import { migrations } from '../../server/src/storage/migrations/migrations.ts'
import type { Connection, Query } from '../../server/src/storage/postgres/connection/connection.ts'
import { connectionSettings } from '../../server/src/storage/postgres/connection/connection-settings.ts'
import { prepare } from '../../server/src/storage/postgres/connection/prepared.ts'
import { Session } from '../../server/src/storage/postgres/connection/session.ts'
import { distributeDatabase } from '../../server/src/storage/postgres/shards/distribute-database.ts'
import { findPlaces } from '../../server/src/storage/postgres/shards/id-places.ts'
import type { SqlParams, Statement } from '../../server/src/storage/statement.ts'
import { withoutLocation } from '../../server/src/storage/without-location.ts'
import { type ClusterDatabase, createClusterDatabase } from '../support/citus/databases.ts'
import { shardQueries } from '../support/citus/shard-queries.ts'
import { serverStatements } from '../support/server-statements.ts'

/** The shards that a statement reaches, or why Citus refuses it. */
type Plan = { tasks: number } | { refused: string }

const shards = 8

/** A location's statements on documents, which are in the shards of their ids. */
const ofDocuments = ['list-documents-of-location']

let database: ClusterDatabase
let plans: Map<string, Plan[]>
let ofPlaces: Plan
/** The plans of reads by an id alone that find nothing at its places. */
let unplaced: Plan[]
/** The plans of lists that are read in one location. */
let inLocation: Plan[]
beforeAll(async () => {
  database = await createClusterDatabase()
  const watcher = { begin: () => undefined, advance: () => undefined }
  await distributeDatabase({ url: database.url, shards, isDryRun: false, clock, migrations, watcher })
  const session = new Session(connectionSettings(database.url), true)
  const connection = await session.connection()
  plans = new Map()
  for (const statement of await serverStatements())
    plans.set(statement.name, await plansOf(connection, statement))
  ofPlaces = await explain(connection, connection.layout.forms.one(prepare(findPlaces), { id: 'x' }))
  unplaced = []
  inLocation = []
  for (const { name, sql, placedBy, inLocation: ofOne } of await serverStatements()) {
    if (placedBy !== undefined) unplaced.push(...(await plansOf(connection, { name, sql })))
    if (ofOne !== undefined) inLocation.push(...(await plansOf(connection, { name, sql: ofOne })))
  }
  await session.close()
})
afterAll(() => database.drop())

const namesOf = (isWanted: (plan: Plan) => boolean) =>
  [...plans].flatMap(([name, own]) => (own.some(isWanted) ? [name] : [])).sort()

describe('in a distributed database, a declared statement, alone and for two sets of a location,', () => {
  it('reaches one shard, or is on the list of those that name no location', () => {
    const wide = namesOf((plan) => 'tasks' in plan && plan.tasks > 1)
    expect(plans.size).toBeGreaterThan(400)
    expect(wide.length).toBeGreaterThan(10)
    expect(wide.filter((name) => !(name in withoutLocation || ofDocuments.includes(name)))).toEqual([])
    expect(wide.filter((name) => name.endsWith('-home') || name.startsWith('find-document'))).toEqual([])
  })

  it('finds the location of an id in one shard', () => {
    expect(ofPlaces).toEqual({ tasks: 1 })
  })

  it('finds an id without a place in all shards', () => {
    expect(unplaced.length).toBeGreaterThanOrEqual(6)
    expect(unplaced.filter((plan) => !('tasks' in plan && plan.tasks === shards))).toEqual([])
  })

  it('reads one shard in its form for one location', () => {
    expect(inLocation.length).toBeGreaterThanOrEqual(6)
    expect(inLocation.filter((plan) => !('tasks' in plan && plan.tasks === 1))).toEqual([])
  })

  it('is accepted', () => {
    const refused = [...plans].flatMap(([name, own]) =>
      own.flatMap((plan) => ('refused' in plan ? [[name, plan.refused]] : [])),
    )
    expect(refused).toEqual([])
  })
})

/** The plans of a statement: for one set of parameters, and for two of one location. */
async function plansOf(connection: Connection, statement: Statement<SqlParams, unknown>): Promise<Plan[]> {
  const found: Plan[] = []
  for (const query of await shardQueries(connection, statement)) found.push(await explain(connection, query))
  return found
}

async function explain(connection: Connection, { text, values }: Query): Promise<Plan> {
  try {
    const { rows } = await connection.query({
      name: '',
      text: `EXPLAIN (VERBOSE, FORMAT JSON) ${text}`,
      values,
    })
    return { tasks: tasksOf(rows[0]?.[0]) }
  } catch (error) {
    return { refused: (error as Error).message }
  }
}

/** The largest number of tasks of a part of a plan: each is a query of a shard. */
function tasksOf(plan: unknown): number {
  if (typeof plan !== 'object' || plan === null) return 0
  const own = Number((plan as Record<string, unknown>)['Task Count'] ?? 0)
  return Math.max(own, ...Object.values(plan).map(tasksOf))
}
