import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { PostgresCluster } from '../../test/support/postgres/cluster.ts'
import { startContactd } from '../contactd.ts'
import { cpuTimeOfTreeUs } from '../cpu-time.ts'
import { startLoad } from '../load.ts'
import { isInMemory } from '../workspace.ts'
import { fillPostgres } from './fill-postgres.ts'
import { contactdSubject, names, type Subject, transactionSubject } from './subjects.ts'

const connections = 64

/** For a database that is in memory whole, without a checkpoint in every round. */
const settings = [
  ...['shared_buffers=1GB', 'max_connections=300', 'max_wal_size=4GB', 'checkpoint_timeout=15min'],
]
/** What of the settings is told on the page. */
const shownSettings = [
  ...['server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'wal_sync_method'],
  ...['shared_buffers', 'max_wal_size', 'autovacuum'],
]

const loads = ['update', 'get'] as const
export type PostgresLoad = (typeof loads)[number]

/** What one subject did in one round, with the CPU of each part. */
export interface PostgresMeasurement {
  round: number
  perSecond: number
  p50Ms: number | undefined
  p99Ms: number | undefined
  /** CPU seconds for each second, by who took them. */
  cpu: { node: number; postgres: number; load: number }
}

export interface PostgresRow {
  name: string
  load: PostgresLoad
  measurements: PostgresMeasurement[]
}

export interface PostgresResults {
  facts: string[]
  rows: PostgresRow[]
}

export interface PostgresPlan {
  contacts: number
  rounds: number
  durationMs: number
}

/**
 * contactd on PostgreSQL beside the same transactions without contactd, in turns on one server with one database.
 * @throws Error where no PostgreSQL can be started or the CPU time of its processes isn't told.
 */
export async function benchPostgres(
  workspace: string,
  { plan, progress }: { plan: PostgresPlan; progress: (sentence: string) => void },
): Promise<PostgresResults> {
  if (process.platform !== 'linux') throw new Error('the CPU time of its processes is known on Linux alone')
  progress('starting PostgreSQL and filling it')
  const cluster = await PostgresCluster.start({ settings })
  try {
    if (isInMemory(cluster.folder)) throw new Error(`${cluster.folder} is in memory`)
    return await measure(workspace, cluster, { plan, progress })
  } finally {
    await cluster.close()
  }
}

async function measure(
  workspace: string,
  cluster: PostgresCluster,
  { plan, progress }: { plan: PostgresPlan; progress: (sentence: string) => void },
): Promise<PostgresResults> {
  const url = cluster.url()
  const client = new pg.Client(url)
  await client.connect()
  const example = await fillPostgres(url, client, plan.contacts)
  const settingsFact = await settingsOf(client)
  await client.end()
  const dataFile = join(workspace, 'postgres-data.json')
  writeFileSync(dataFile, JSON.stringify(example))
  const load = startLoad(dataFile)

  const order = { url, locationId: example.locationId, contacts: plan.contacts, connections }
  const transactions = transactionSubject(workspace, order)
  const servers = [
    await startContactd(workspace, ['--database', url]),
    await startContactd(workspace, ['--database', url, '--workers', '2']),
  ]
  const subjects: Subject[] = [
    transactions,
    ...servers.map((server, at) =>
      contactdSubject(at === 0 ? names.one : names.two, server, { load, connections }),
    ),
  ]
  const postmaster = Number.parseInt(readFileSync(join(cluster.folder, 'primary/postmaster.pid'), 'utf8'), 10)
  const rows = subjects.flatMap(({ name, loads }) =>
    loads.map((load): PostgresRow => ({ name, load, measurements: [] })),
  )
  progress('loading PostgreSQL in turns')
  // The first round warms up.
  for (let round = -1; round < plan.rounds; round += 1) {
    for (const row of rows) {
      const subject = subjects.find(({ name }) => name === row.name)
      if (subject === undefined) continue
      const measured = await measureOnce(subject, { ...plan, load: row.load, postmaster })
      if (round >= 0) row.measurements.push({ round, ...measured })
    }
  }
  for (const server of servers) await server.stop()
  load.stop()
  transactions.stop()
  return { facts: [settingsFact, transactions.fact], rows }
}

async function measureOnce(
  subject: Subject,
  { load, durationMs, postmaster }: { load: PostgresLoad; durationMs: number; postmaster: number },
): Promise<Omit<PostgresMeasurement, 'round'>> {
  const nodeBeforeUs = subject.cpuTimeUs()
  const postgresBeforeUs = cpuTimeOfTreeUs(postmaster)
  const { requests, elapsedMs, p50Ms, p99Ms, loadCpuUs } = await subject.run(load, durationMs)
  const coresOf = (cpuUs: number) => cpuUs / 1000 / elapsedMs
  return {
    perSecond: (requests / elapsedMs) * 1000,
    p50Ms,
    p99Ms,
    cpu: {
      node: coresOf(subject.cpuTimeUs() - nodeBeforeUs),
      postgres: coresOf(cpuTimeOfTreeUs(postmaster) - postgresBeforeUs),
      load: coresOf(loadCpuUs),
    },
  }
}

async function settingsOf(client: pg.Client): Promise<string> {
  const shown: string[] = []
  for (const name of shownSettings) {
    const { rows } = await client.query<Record<string, string>>(`SHOW ${name}`)
    shown.push(`${name} ${rows[0]?.[name]}`)
  }
  return `PostgreSQL: ${shown.join(', ')}`
}
