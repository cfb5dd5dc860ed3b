import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CpuMeter } from '../against/cpu-meter.ts'
import { measurePairs, quotientsOf } from '../against/paired-rounds.ts'
import { type Load, startLoad } from '../load.ts'
import type { BenchOptions } from '../main.ts'
import { median, numberText, quartilesText, table } from '../report.ts'
import { seedDatabase } from '../seed.ts'
import { type MeasuredServer, type ServerCommand, startServer } from '../servers.ts'
import { variedPeople } from '../varied-people.ts'
import { launcher } from '../workspace.ts'
import { type CheckedRequest, type Ratios, requests, slowerRequests, tolerance } from './judge.ts'

const contacts = 10_000
const connections = 64
const plan = { rounds: 40, durationMs: 100 }
/** How often the figures of a release are measured. */
const recordings = 3
const figuresFile = fileURLToPath(new URL('figures-of-release.json', import.meta.url))

/** The ratios of each round. */
type Measured = Record<CheckedRequest, Record<'floor' | 'nodeHttp', number[]>>

/**
 * Fails if an update, a get or a creation costs more than in the last release: a minute, for CI. With `record`, stores
 * the figures instead. `burn` slows contactd down, in per cent of the CPU of a request, to prove that the check notices.
 * The process exits with 1 if a request is slower in two measurements, one after the other.
 */
export async function benchCheck(
  workspace: string,
  { progress, record, burn }: BenchOptions,
): Promise<string> {
  progress(`making a database of ${contacts} contacts`)
  const database = `sqlite:${join(workspace, 'contactd.db')}`
  const dataFile = join(workspace, 'example-data.json')
  writeFileSync(dataFile, JSON.stringify(await seedDatabase(database, contacts, variedPeople)))
  const servers = await startServers(workspace, database, dataFile, burn)
  // One for all measurements: it continues counting, so it never creates a contact twice.
  const load = startLoad(dataFile)
  try {
    const measure = () => measureOnce(servers, load)
    if (record) return await recordFigures(measure, progress)
    return await compare(measure, JSON.parse(readFileSync(figuresFile, 'utf8')) as Ratios, progress)
  } finally {
    load.stop()
    for (const server of servers) await server.stop()
  }
}

type Progress = BenchOptions['progress']

async function recordFigures(measure: () => Promise<Measured>, progress: Progress): Promise<string> {
  const all: Measured[] = []
  for (let turn = 0; turn < recordings; turn += 1) {
    progress(`measuring, ${turn + 1} of ${recordings}`)
    all.push(await measure())
  }
  const figures = ratiosOf(all)
  writeFileSync(figuresFile, `${JSON.stringify(figures, null, 2)}\n`)
  return all.map((one) => reportOf(one, figures)).join('\n\n')
}

async function compare(
  measure: () => Promise<Measured>,
  released: Ratios,
  progress: Progress,
): Promise<string> {
  progress('measuring')
  const first = await measure()
  const suspects = slowerRequests(ratiosOf([first]), released)
  if (suspects.length === 0) return reportOf(first, released)
  progress(`measuring again, since these were slower: ${suspects.join(', ')}`)
  const second = await measure()
  const slower = slowerRequests(ratiosOf([second]), released).filter((name) => suspects.includes(name))
  const report = [reportOf(first, released), reportOf(second, released)].join('\n\n')
  if (slower.length === 0) return report
  process.exitCode = 1
  const what = `fell by more than ${tolerance * 100} % since the last release, in two measurements`
  return `${report}\n\nThe check fails. The rate of these requests ${what}: ${slower.join(', ')}.`
}

/** contactd, the floor, and `node:http`. */
async function startServers(
  workspace: string,
  database: string,
  dataFile: string,
  burn: string | undefined,
): Promise<MeasuredServer[]> {
  const script = (file: string) => ({
    command: process.execPath,
    args: [fileURLToPath(new URL(file, import.meta.url)), dataFile],
  })
  const start = (
    name: string,
    started: Pick<ServerCommand, 'command' | 'args' | 'environment' | 'imports'>,
  ) => startServer({ name, folder: workspace, logFile: join(workspace, `${name}.log`), ...started })
  return [
    await start('contactd', {
      command: launcher,
      args: ['serve', '--port=0', `--database=${database}`, '--log-level=warn'],
      ...(burn !== undefined && {
        environment: { BENCH_BURN_PERCENT: burn },
        imports: [new URL('burn-cpu.ts', import.meta.url).href],
      }),
    }),
    await start('floor', script('../floor-process.ts')),
    await start('node-http', script('../raw-http-process.ts')),
  ]
}

async function measureOnce(servers: readonly MeasuredServer[], load: Load): Promise<Measured> {
  const loaded = servers.map(({ port, pid }) => ({ port, cpu: new CpuMeter(pid) }))
  const orders = requests.map((kind) => ({ kind, connections, servers: loaded }))
  const results = await measurePairs(orders, load, plan)
  const ratiosAt = (at: number) => {
    const [own, floor, nodeHttp] = results[at] ?? []
    return {
      floor: quotientsOf(own, floor).perCpuSecond,
      nodeHttp: quotientsOf(own, nodeHttp).perCpuSecond,
    }
  }
  return Object.fromEntries(requests.map((name, at) => [name, ratiosAt(at)])) as Measured
}

/** The medians of all rounds. */
function ratiosOf(all: readonly Measured[]): Ratios {
  const of = (name: CheckedRequest, kind: 'floor' | 'nodeHttp') =>
    Number(median(all.flatMap((one) => one[name][kind])).toFixed(4))
  return Object.fromEntries(
    requests.map((name) => [name, { floor: of(name, 'floor'), nodeHttp: of(name, 'nodeHttp') }]),
  ) as Ratios
}

const reportOf = (measured: Measured, released: Ratios): string =>
  table(
    ['per second of CPU', 'to node:http', 'last release', 'change', 'to the floor', 'last release'],
    requests.map((name) => {
      const was = released[name]
      const change = median(measured[name].nodeHttp) / was.nodeHttp - 1
      return [
        name,
        quartilesText(measured[name].nodeHttp, 3),
        numberText(was.nodeHttp, 3),
        `${numberText(change * 100)} %`,
        quartilesText(measured[name].floor, 3),
        numberText(was.floor, 3),
      ]
    }),
  )
