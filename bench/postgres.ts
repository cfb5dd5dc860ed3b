import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { PostgresCluster } from '../test/support/postgres/cluster.ts'
import { startLoad } from './load.ts'
import { alikePeople } from './people.ts'
import { cpuTimeOfEndedUs, cpuTimeOfTreeUs } from './process-facts.ts'
import { ratios, spreadText, table } from './report.ts'
import { type SeededData, seedDatabase } from './seed.ts'
import { startPlain } from './servers.ts'
import { adopt, isInMemory } from './workspace.ts'

const connections = 64
const rounds = 6
const durationMs = 4000
/** For a database that fits in memory, without a checkpoint in every round. */
const settings = ['shared_buffers=1GB', 'max_connections=300', 'max_wal_size=4GB', 'checkpoint_timeout=15min']
/** The folder of each version's programs on Debian. */
const debianFolder = '/usr/lib/postgresql'
/** The number of contacts that contactd adds one by one; the others are copies, which is many times as fast. */
const seeded = 5000

/**
 * Ids that pgbench can compute too: 20 letters and digits. The step reaches every number below the modulus, in an order
 * that favours no index.
 */
const step = 618_033_988_747n
const modulus = 10n ** 15n
const idOf = (index: number) => `bench${((BigInt(index) * step) % modulus).toString().padStart(15, '0')}`
const sqlId = `'bench' || lpad(((index::numeric * ${step}) % ${modulus})::text, 15, '0')`

/** The database work of an update, and nothing else. The document is sent to pgbench and back. */
const script = `\\set index random(0, :last)
\\set key (:index * ${step}) % ${modulus}
\\set now 1700000000000 + random(1, 100000000)
BEGIN;
SELECT document FROM contacts WHERE location_id = :location AND id = 'bench' || lpad(:key::text, 15, '0') FOR UPDATE \\gset
UPDATE contacts SET date_updated = :now, document = :document WHERE location_id = :location AND id = 'bench' || lpad(:key::text, 15, '0');
INSERT INTO contact_changes (location_id, contact_id) VALUES (:location, 'bench' || lpad(:key::text, 15, '0'));
COMMIT;
`

interface Measured {
  perSecond: number
  perCpuSecond: number
}

/**
 * Alternates contactd's updates on PostgreSQL with the same transactions by pgbench, on one database.
 * @throws Error if there is no PostgreSQL, no pgbench or no /proc.
 */
export async function benchPostgres(
  workspace: string,
  contacts: number,
  progress: (sentence: string) => void,
): Promise<string> {
  const [command, version] = findPgbench()
  progress('starting PostgreSQL and filling it')
  const cluster = await PostgresCluster.start({ settings })
  try {
    if (isInMemory(cluster.folder)) throw new Error(`${cluster.folder} is in memory`)
    const url = cluster.url()
    const example = await fill(url, contacts)
    const dataFile = join(workspace, 'postgres-data.json')
    writeFileSync(dataFile, JSON.stringify(example))
    const scriptFile = join(workspace, 'update.pgbench')
    writeFileSync(scriptFile, script)
    const load = startLoad(dataFile)
    const server = await startPlain(workspace, ['--database', url])
    const postmaster = Number.parseInt(
      readFileSync(join(cluster.folder, 'primary/postmaster.pid'), 'utf8'),
      10,
    )
    const port = Number(new URL(server.url).port)
    const run = (kind: 'update' | 'get') => async () => {
      const { requests, elapsedMs, loadCpuUs } = await load.run({ port, connections, durationMs, kind })
      return { perSecond: (requests / elapsedMs) * 1000, loadCpuUs }
    }
    const pgbenchArgs = [
      ...[
        '--no-vacuum',
        `--file=${scriptFile}`,
        '--protocol=prepared',
        `--client=${connections}`,
        '--jobs=1',
      ],
      ...[
        `--time=${durationMs / 1000}`,
        `--define=location=${example.locationId}`,
        `--define=last=${contacts - 1}`,
      ],
    ]
    const subjects = new Map([
      ['pgbench, update', () => runPgbench(command, [...pgbenchArgs, url])],
      ['contactd, update', run('update')],
      ['contactd, get', run('get')],
    ])
    const results = new Map([...subjects.keys()].map((name) => [name, [] as Measured[]]))
    progress('loading PostgreSQL in turns')
    const cpuTimeUs = () => cpuTimeOfTreeUs(postmaster) + cpuTimeOfTreeUs(server.pid)
    // The first round warms up.
    for (let round = -1; round < rounds; round += 1)
      for (const [name, subject] of subjects) {
        const beforeUs = cpuTimeUs()
        const { perSecond, loadCpuUs } = await subject()
        const cores = (cpuTimeUs() - beforeUs + loadCpuUs) / 1000 / durationMs
        if (round >= 0) results.get(name)?.push({ perSecond, perCpuSecond: perSecond / cores })
      }
    await server.stop()
    load.stop()
    return reportOf(results, version)
  } finally {
    await cluster.close()
  }
}

function reportOf(results: ReadonlyMap<string, Measured[]>, version: string): string {
  const of = (name: string, kind: keyof Measured) => (results.get(name) ?? []).map((one) => one[kind])
  const quotient = (kind: keyof Measured) =>
    spreadText(ratios(of('contactd, update', kind), of('pgbench, update', kind)), 2)
  return [
    `On PostgreSQL, compared with ${version} (prepared statements, one thread). CPU is the total of all parts, including the load generator:`,
    table(
      ['what', 'per second', 'per second of CPU'],
      [...results.keys()].map((name) => [
        name,
        spreadText(of(name, 'perSecond')),
        spreadText(of(name, 'perCpuSecond')),
      ]),
    ),
    `Updates by contactd : pgbench: ${quotient('perSecond')} per second (target: ≥ 0.8), ${quotient('perCpuSecond')} per second of CPU.`,
  ].join('\n\n')
}

/** Fills the database with contacts that have the ids that pgbench computes. */
async function fill(url: string, contacts: number): Promise<SeededData> {
  const data = await seedDatabase(url, Math.min(contacts, seeded), { ...alikePeople, idOf })
  const client = new pg.Client(url)
  await client.connect()
  const count = data.contactIds.length
  const numbers = `generate_series(${count}, ${contacts - 1}) AS numbers (index)`
  await client.query(`
    WITH firsts AS (SELECT row_number() OVER (ORDER BY id) - 1 AS place, * FROM contacts),
      copies AS (SELECT ${sqlId} AS copy_id, index, firsts.* FROM ${numbers} JOIN firsts ON place = index % ${count})
    INSERT INTO contacts (location_id, id, email_lower_case, phone, date_added, date_updated, document)
    SELECT location_id, copy_id, index || '.' || email_lower_case, phone || index, date_added, date_updated,
      replace(document, id, copy_id)
    FROM copies`)
  await client.query('VACUUM ANALYZE')
  await client.query('CHECKPOINT')
  await client.end()
  return { ...data, contactIds: Array.from({ length: contacts }, (_, index) => idOf(index)) }
}

/** @returns the command and its version. @throws Error if the machine has none. */
function findPgbench(): [command: string, version: string] {
  const versions = existsSync(debianFolder) ? readdirSync(debianFolder).toSorted().toReversed() : []
  for (const command of [
    'pgbench',
    ...versions.map((version) => join(debianFolder, version, 'bin/pgbench')),
  ]) {
    const { status, stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' })
    if (status === 0) return [command, stdout.trim()]
  }
  throw new Error('there is no pgbench on this machine')
}

async function runPgbench(
  command: string,
  args: string[],
): Promise<{ perSecond: number; loadCpuUs: number }> {
  const cpuBeforeUs = cpuTimeOfEndedUs()
  const child = adopt(spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] }))
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
    })
  const [code] = await once(child, 'close')
  const perSecond = Number(/tps = ([\d.]+)/.exec(output)?.[1])
  if (code !== 0 || !(perSecond > 0)) throw new Error(`pgbench ended with ${code}:\n${output}`)
  return { perSecond, loadCpuUs: cpuTimeOfEndedUs() - cpuBeforeUs }
}
