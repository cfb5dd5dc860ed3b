import { closeSync, openSync, readSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Load, startLoad } from '../load.ts'
import { machineFacts } from '../machine.ts'
import type { BenchOptions } from '../main.ts'
import { memoryOf } from '../process-facts.ts'
import { randomFrom } from '../random.ts'
import { megabytes, numberText, percentile, ratios, reportHead, spreadText, table } from '../report.ts'
import type { RequestKind } from '../requests.ts'
import { type Measurement, measureInTurns } from '../rounds.ts'
import { type Client, type MadeIndex, makeIndex, withClient } from '../search-client.ts'
import { type SeededData, seedDatabase } from '../seed.ts'
import { type MeasuredServer, startOnDatabase } from '../servers.ts'
import { variedPeople } from '../varied-people.ts'
import { searchKinds } from './search-kinds.ts'

const connections = 64
const warmUp = { requests: 5000, maxMs: 3000 }
const wholePlan = { sizes: [10_000, 100_000, 1_000_000], queries: 200, rounds: 8, durationMs: 2000 }
const quickPlan = { sizes: [1000, 10_000], queries: 20, rounds: 2, durationMs: 500 }
/** The maximum time of a search, at the 99th percentile. */
const aimMs = 100

/** The kinds of load in this order: new contacts come last. */
const loadKinds = {
  get: 'get by id',
  update: 'update',
  'upsert-existing': 'upsert of a contact that is there',
  'upsert-new': 'upsert of a new contact',
} as const satisfies Partial<Record<RequestKind, string>>

/** A database of one size with its server and its measurements. */
interface Subject {
  contacts: number
  databaseFile: string
  data: SeededData
  server: MeasuredServer
  load: Load
  index: MadeIndex
  /** By kind, sorted, in milliseconds. */
  searches: { ms: Float64Array; cpuMs: Float64Array; totals: Float64Array }[]
  memoryBytes: number
}

/** Measures how the cost of each kind of request grows with the number of contacts in a location. */
export async function benchGrowth(workspace: string, { isQuick, progress }: BenchOptions): Promise<string> {
  const plan = isQuick ? quickPlan : wholePlan
  const subjects: Subject[] = []
  for (const contacts of plan.sizes) {
    progress(`making a database of ${contacts} contacts, and its index`)
    subjects.push(await prepare(workspace, contacts))
  }
  for (const subject of subjects) {
    progress(`searching ${subject.contacts} contacts`)
    const { server, data } = subject
    subject.searches = await withClient(server.port, data, (client) =>
      measureSearches(subject, client, plan.queries),
    )
    subject.memoryBytes = process.platform === 'linux' ? memoryOf(server.pid).anonymous : Number.NaN
  }
  progress('loading in turns')
  const loads = new Map<string, Measurement[][]>()
  for (const [kind, name] of Object.entries(loadKinds))
    loads.set(name, await measureLoad(subjects, { ...plan, kind: kind as RequestKind }))
  for (const { load, server } of subjects) {
    load.stop()
    await server.stop()
  }
  return reportOf(subjects, loads, machineFacts(workspace), plan)
}

async function prepare(workspace: string, contacts: number): Promise<Subject> {
  const databaseFile = join(workspace, `${contacts}.db`)
  const database = `sqlite:${databaseFile}`
  const data = await seedDatabase(database, contacts, variedPeople)
  const dataFile = join(workspace, `${contacts}.json`)
  writeFileSync(dataFile, JSON.stringify(data))
  const server = await startOnDatabase(workspace, database, `contactd, ${contacts} contacts`)
  const index = await makeIndex(databaseFile, server, data)
  const load = startLoad(dataFile)
  return { contacts, databaseFile, data, server, load, index, searches: [], memoryBytes: Number.NaN }
}

/** Runs different queries of each kind, one at a time. */
async function measureSearches(
  { server, data, databaseFile }: Subject,
  client: Client,
  queries: number,
): Promise<Subject['searches']> {
  const sample = { random: randomFrom(7), data }
  const searches: Subject['searches'] = []
  for (const [, , body] of searchKinds) {
    readThrough(databaseFile)
    for (let warm = 0; warm < 10; warm += 1) await client.search(body(sample))
    const [ms, cpuMs, totals] = [0, 1, 2].map(() => new Float64Array(queries)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ]
    for (let index = 0; index < queries; index += 1) {
      const cpuBeforeUs = await server.cpuTimeUs()
      const startedAt = performance.now()
      const answer = await client.search(body(sample))
      ms[index] = performance.now() - startedAt
      cpuMs[index] = ((await server.cpuTimeUs()) - cpuBeforeUs) / 1000
      totals[index] = (JSON.parse(answer) as { total: number }).total
    }
    for (const numbers of [ms, cpuMs, totals]) numbers.sort()
    searches.push({ ms, cpuMs, totals })
  }
  return searches
}

/** @returns for each subject, a measurement for each round. */
function measureLoad(
  subjects: readonly Subject[],
  plan: { rounds: number; durationMs: number; kind: RequestKind },
): Promise<Measurement[][]> {
  const subjectAt = (port: number) => subjects.find(({ server }) => server.port === port) as Subject
  const everyLoad: Load = { run: (order) => subjectAt(order.port).load.run(order), stop: () => {} }
  const prepare = ({ port }: MeasuredServer) => readThrough(subjectAt(port).databaseFile)
  return measureInTurns(
    subjects.map(({ server }) => ({ server })),
    everyLoad,
    { ...plan, connections, warmUp, prepare },
  )
}

/**
 * Reads a file once, so that it is in the page cache. The host of a virtual machine may reclaim idle memory: then the
 * disk is measured.
 */
function readThrough(file: string): void {
  const descriptor = openSync(file, 'r')
  const block = Buffer.alloc(4 * 1024 * 1024)
  // Ends at the end of the file.
  while (readSync(descriptor, block) > 0);
  closeSync(descriptor)
}

function reportOf(
  subjects: readonly Subject[],
  loads: ReadonlyMap<string, Measurement[][]>,
  facts: readonly string[],
  plan: typeof wholePlan,
): string {
  const sizes = subjects.map(({ contacts }) => numberText(contacts))
  const pair = (sorted: ArrayLike<number>) =>
    `${numberText(percentile(sorted, 0.5), 1)} / ${numberText(percentile(sorted, 0.99), 1)}`
  const largest = subjects.at(-1)
  const p99Of = (kind: number, by: 'ms' | 'cpuMs') => percentile(largest?.searches[kind]?.[by] ?? [], 0.99)
  const aimed = searchKinds.flatMap(([, isAimed], kind) => (isAimed ? [kind] : []))
  const met = (by: 'ms' | 'cpuMs') => aimed.filter((kind) => p99Of(kind, by) <= aimMs).length
  return [
    reportHead(
      '`npm run bench -- --growth`. Before each kind of search and each round, the database file was read once, to have it in memory.',
      facts,
    ),
    table(
      [
        'contacts',
        'time of the first search',
        'CPU for the index',
        'segments',
        'index',
        'memory after all searches',
      ],
      subjects.map(({ contacts, index, memoryBytes }) => [
        numberText(contacts),
        `${numberText(index.firstAnswerMs / 1000, 1)} s`,
        `${numberText(index.cpuMs / 1000, 1)} s`,
        String(index.segments),
        `${megabytes(index.sizeBytes)} MB`,
        `${megabytes(memoryBytes)} MB`,
      ]),
    ),
    `Requests per second of the server's CPU: ${plan.rounds} rounds of ${plan.durationMs / 1000} s each, alternating between the sizes, ${connections} connections. Medians, with minimum and maximum in brackets. Growth is the CPU time of a request with the most contacts divided by that with the fewest, per round.`,
    table(
      ['request', ...sizes, 'growth'],
      [...loads].map(([name, bySize]) => {
        const rates = bySize.map((rounds) => rounds.map((round) => round.perCpuSecond))
        const growth = ratios(rates.at(0) ?? [], rates.at(-1) ?? [])
        return [name, ...rates.map((rate) => spreadText(rate)), spreadText(growth, 2)]
      }),
    ),
    `Searches, one at a time, ${plan.queries} different ones of each kind: the median and, after the slash, the 99th percentile.`,
    table(
      ['kind', ...sizes.map((size) => `ms, ${size}`), `CPU ms, ${sizes.at(-1)}`, 'contacts found, median'],
      searchKinds.map(([name, isAimed], kind) => [
        isAimed ? name : `${name} (stated)`,
        ...subjects.map(({ searches }) => pair(searches[kind]?.ms ?? [])),
        pair(largest?.searches[kind]?.cpuMs ?? []),
        numberText(percentile(largest?.searches[kind]?.totals ?? [], 0.5)),
      ]),
    ),
    `With ${sizes.at(-1)} contacts, ${met('ms')} of the ${aimed.length} unmarked kinds take at most ${aimMs} ms at the 99th percentile by the clock, ${met('cpuMs')} by CPU time.`,
  ].join('\n\n')
}
