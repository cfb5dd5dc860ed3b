import { execFileSync } from 'node:child_process'
import { type Load, startLoad } from '../load.ts'
import { median, numberText, quartilesText, ratios } from '../report.ts'
import { startPlain } from '../servers.ts'
import { type Bench, type Copy, copyOf, startOnCopy } from './contender.ts'
import { CpuMeter } from './cpu-meter.ts'
import type { MadeData } from './made-data.ts'
import { measurePairs, type Rates } from './paired-rounds.ts'
import { type Row, verdictOf } from './row.ts'

const sizes = [10_000, 1_000_000] as const
const connections = 64
const aim = 1.2
const warmPlan = { rounds: 40, durationMs: 150 }
const coldForMs = 30_000
const coldPlan = { durationMs: 1000, warmsUp: false }
/** The last rounds before `coldForMs`. */
const lastRounds = 4

const kinds = ['get', 'update'] as const

/** How much more CPU a request of this build costs with 1,000,000 contacts than with 10,000, while files are in memory. */
export async function measureGrowth(bench: Bench): Promise<Row[]> {
  const data = await dataOf(bench)
  const servers = await Promise.all(data.map((made) => startOnCopy(bench.own, made, bench.workspace)))
  const loads = data.map(({ dataFile }) => startLoad(dataFile))
  const rows: Row[] = []
  for (const kind of kinds) {
    bench.progress(`${kind} by the number of contacts, in turns`)
    for (const { copy } of servers) readThrough(copy.databaseFile)
    const order = { kind, connections, servers: withLoads(servers, loads) }
    const [rates = []] = await measurePairs([order], loads[0] as Load, warmPlan)
    rows.push(growthRow(`${kind} at 1,000,000 contacts : at 10,000, cost`, rates))
  }
  for (const load of loads) load.stop()
  for (const server of servers) await server.end()
  return rows
}

/** The same right after a start, with the files out of the page cache. */
export async function measureColdGrowth(bench: Bench): Promise<Row[]> {
  const data = await dataOf(bench)
  const copies = await Promise.all(data.map((made) => migratedCopy(bench, made)))
  const loads = data.map(({ dataFile }) => startLoad(dataFile))
  const rows: Row[] = []
  for (const kind of kinds) {
    bench.progress(`${kind} by the number of contacts after a start without the page cache, in turns`)
    for (const { databaseFile } of copies) evict(databaseFile)
    const servers = await Promise.all(
      copies.map(async ({ folder, options }) => {
        const { url, pid, stop } = await startPlain(folder, options, bench.own.launcher)
        return { port: Number(new URL(url).port), cpu: new CpuMeter(pid), stop }
      }),
    )
    const rounds = Math.floor(coldForMs / coldPlan.durationMs / sizes.length)
    const order = { kind, connections, servers: withLoads(servers, loads) }
    const [rates = []] = await measurePairs([order], loads[0] as Load, { ...coldPlan, rounds })
    for (const { stop } of servers) await stop()
    const last = rates.map(({ perSecond, perCpuSecond }) => ({
      perSecond: perSecond.slice(-lastRounds),
      perCpuSecond: perCpuSecond.slice(-lastRounds),
    }))
    const what = `${kind} at 1,000,000 contacts : at 10,000, cost, out of the page cache`
    rows.push(growthRow(`${what}, first 30 s`, rates), growthRow(`${what}, last 8 s of them`, last))
  }
  for (const load of loads) load.stop()
  for (const copy of copies) copy.remove()
  return rows
}

/** Without an index, whose upkeep would take its share at random. */
const dataOf = async (bench: Bench): Promise<[small: MadeData, large: MadeData]> => [
  await bench.data({ contacts: sizes[0], isIndexed: false }),
  await bench.data({ contacts: sizes[1], isIndexed: false }),
]

const withLoads = <Server>(servers: readonly Server[], loads: readonly Load[]) =>
  servers.map((server, index) => ({ ...server, load: loads[index] as Load }))

async function migratedCopy(bench: Bench, made: MadeData): Promise<Copy> {
  const copy = copyOf(made, bench.workspace)
  const { stop } = await startPlain(copy.folder, copy.options, bench.own.launcher)
  await stop()
  return copy
}

function growthRow(what: string, [small, large]: readonly Rates[]): Row {
  const growth = (kind: keyof Rates) => ratios(small?.[kind] ?? [], large?.[kind] ?? [])
  const perCpuSecond = growth('perCpuSecond')
  return {
    what,
    aim: `≤ ${aim}`,
    ratio: quartilesText(perCpuSecond, 2),
    byTheClock: quartilesText(growth('perSecond'), 2),
    old: '',
    own: `${numberText(median(small?.perCpuSecond ?? []))} → ${numberText(median(large?.perCpuSecond ?? []))} per CPU second`,
    verdict: verdictOf(median(perCpuSecond), aim, 'at most'),
  }
}

/** Reads a file once, so that it is in the page cache. */
const readThrough = (file: string) =>
  execFileSync('dd', [`if=${file}`, 'of=/dev/null', 'bs=4M'], { stdio: 'ignore' })

/** Removes a file from the page cache, and nothing else. No process may have it mapped. */
const evict = (file: string) => {
  execFileSync('sync', [file])
  execFileSync('dd', [`of=${file}`, 'oflag=nocache', 'conv=notrunc,fdatasync', 'count=0'], {
    stdio: 'ignore',
  })
}
