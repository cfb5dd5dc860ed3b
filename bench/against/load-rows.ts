import { median, numberText, quartilesText } from '../report.ts'
import type { RequestKind } from '../requests.ts'
import { type Bench, firstSearch, type Running, rested, startOnCopy, withLoad } from './contender.ts'
import { measurePairs, quotientsOf, type Rates } from './paired-rounds.ts'
import { type Row, verdictOf } from './row.ts'

const contacts = 100_000
const plan = { rounds: 48, durationMs: 150 }
const connections = 64
/** Searches of a location wait for one another. */
const searchConnections = 8

interface LoadRow {
  kind: RequestKind
  what: string
  aim: number
}

/** The rows of requests, by their names on the command line. New contacts come last. */
export const loadRows = {
  update: { kind: 'update', what: 'durable update', aim: 1.6 },
  get: { kind: 'get', what: 'get by id', aim: 1.5 },
  tags: { kind: 'add-tags', what: 'add a tag to a contact', aim: 1.4 },
  notes: { kind: 'create-note', what: 'create a note', aim: 1.4 },
  tasks: { kind: 'create-task', what: 'create a task', aim: 1.4 },
  search: { kind: 'search', what: 'search of one condition, 8 connections', aim: 1.4 },
  upsert: { kind: 'upsert-existing', what: 'upsert of a contact that is there', aim: 1.4 },
  create: { kind: 'create', what: 'create a contact', aim: 1.8 },
} as const satisfies Record<string, LoadRow>
export type LoadRowName = keyof typeof loadRows

/** The rows that also load a second server of the old build, to show the noise. */
const noisyRows: readonly LoadRowName[] = ['update', 'get']

/** Loads both builds in turns, on copies of one database of 100,000 contacts that has an index. */
export async function measureLoads(
  bench: Bench,
  names: readonly LoadRowName[],
  showsNoise: boolean,
): Promise<Row[]> {
  const made = await bench.data({ contacts, isIndexed: true })
  const builds = showsNoise ? [bench.old, bench.own, bench.old] : [bench.old, bench.own]
  const servers: Running[] = []
  for (const build of builds) {
    bench.progress(`starts ${build.name} and makes its index`)
    const server = await startOnCopy(build, made, bench.workspace)
    await firstSearch(server, made.example)
    await rested(server)
    servers.push(server)
  }
  const sorted = [...names.filter((name) => name === 'search'), ...names.filter((name) => name !== 'search')]
  const orders = sorted.map((name) => {
    const { kind } = loadRows[name]
    return {
      kind,
      connections: isSearch({ kind }) ? searchConnections : connections,
      servers: noisyRows.includes(name) ? servers : servers.slice(0, 2),
    }
  })
  const results = await withLoad(made, async (load) => {
    const measured: Rates[][] = []
    // Searches come first and alone: a search after an update also reads what has changed.
    for (const part of [orders.filter(isSearch), orders.filter((order) => !isSearch(order))]) {
      if (part.length === 0) continue
      bench.progress(`${part.map(({ kind }) => kind).join(', ')}, in turns`)
      measured.push(...(await measurePairs(part, load, plan)))
    }
    return measured
  })
  for (const server of servers) await server.end()
  const rows = sorted.map((name, at) => rowOf(loadRows[name], results[at]?.[0], results[at]?.[1]))
  const noise = sorted.flatMap((name, at) => {
    const [old, , again] = results[at] ?? []
    if (again === undefined) return []
    const row = rowOf(loadRows[name], old, again)
    return [{ ...row, what: `noise: ${row.what}, ${bench.old.name} twice`, aim: '', verdict: '' }]
  })
  return [...rows, ...noise]
}

const isSearch = ({ kind }: { kind: RequestKind }) => kind === 'search'

function rowOf({ what, aim }: LoadRow, old: Rates | undefined, own: Rates | undefined): Row {
  const { perCpuSecond, perSecond } = quotientsOf(own, old)
  const rate = (rates: Rates | undefined) => `${numberText(median(rates?.perCpuSecond ?? []))} per CPU second`
  return {
    what,
    aim: `≥ ${aim}`,
    ratio: quartilesText(perCpuSecond, 2),
    byTheClock: quartilesText(perSecond, 2),
    old: rate(old),
    own: rate(own),
    verdict: verdictOf(median(perCpuSecond), aim, 'at least'),
  }
}
