import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { launcher } from '../contactd.ts'
import { type Load, startLoad } from '../load.ts'
import { machineFacts } from '../machine.ts'
import { type MeasuredServer, startServer } from '../measured-server.ts'
import { memoryOf } from '../memory.ts'
import type { Pictures } from '../report.ts'
import type { RequestKind } from '../requests.ts'
import { type Measurement, measureInTurns } from '../rounds.ts'
import { type SeededData, seedDatabase } from '../seed.ts'
import { type Beside, measureBesideSearches } from './beside-searches.ts'
import { picturesOfGrowth } from './growth-pictures.ts'
import { reportOfGrowth } from './growth-report.ts'
import { type MadeIndex, makeIndex } from './index-made.ts'
import { measureSearches, type TimedKind } from './measure-searches.ts'
import { readThrough } from './read-through.ts'
import { withClient } from './search-client.ts'
import { variedPeople } from './varied-people.ts'

const connections = 64
const warmUp = { requests: 5000, maxMs: 3000 }
const wholePlan = { sizes: [10_000, 100_000, 1_000_000], queries: 200, rounds: 8, durationMs: 2000 }
const quickPlan = { sizes: [1000, 10_000], queries: 20, rounds: 2, durationMs: 500 }

export type GrowthPlan = typeof wholePlan

/** What is loaded, in this order: what makes contacts comes last. */
const loadKinds = ['get', 'update', 'upsert-existing', 'upsert-new'] as const satisfies RequestKind[]
export type LoadKind = (typeof loadKinds)[number]

/** What was measured with so many contacts. */
export interface SizeResults {
  contacts: number
  index: MadeIndex
  /** Without mapped files, after all searches; undefined where the system doesn't tell. */
  memoryBytes: number | undefined
  searches: TimedKind[]
  loads: ReadonlyMap<LoadKind, readonly Measurement[]>
  beside: Beside[]
}

/** A database of one size with its server. */
interface Subject {
  contacts: number
  databaseFile: string
  data: SeededData
  server: MeasuredServer
  load: Load
  index: MadeIndex
}

type Progress = (sentence: string) => void

/**
 * How the cost of each kind of request grows with the contacts of a location.
 * @returns the report and its pictures.
 */
export async function benchGrowth(
  workspace: string,
  { isQuick, progress }: { isQuick: boolean; progress: Progress },
): Promise<{ report: string; pictures: Pictures }> {
  const plan = isQuick ? quickPlan : wholePlan
  const subjects: Subject[] = []
  for (const contacts of plan.sizes) subjects.push(await prepare(workspace, contacts, progress))
  const searched: { searches: TimedKind[]; memoryBytes: number | undefined }[] = []
  for (const subject of subjects) {
    const { contacts, server, data } = subject
    progress(`searching ${contacts} contacts`)
    const searches = await withClient(server.port, data, (client) =>
      measureSearches({ ...subject, client, queries: plan.queries }),
    )
    searched.push({ searches, memoryBytes: anonymousBytes(server) })
  }
  progress('loading in turns')
  const loads = await measureLoads(subjects, plan)
  const results: SizeResults[] = []
  for (const [at, subject] of subjects.entries()) {
    const { contacts, index, server, data } = subject
    progress(`loading ${contacts} contacts beside searches`)
    const beside = await withClient(server.port, data, (client) =>
      measureBesideSearches({ ...subject, client, durationMs: plan.durationMs }),
    )
    const { searches = [], memoryBytes } = searched[at] ?? {}
    const ofSize = new Map(loadKinds.map((kind) => [kind, loads.get(kind)?.[at] ?? []]))
    results.push({ contacts, index, memoryBytes, searches, loads: ofSize, beside })
  }
  for (const { load, server } of subjects) {
    load.stop()
    await server.stop()
  }
  const facts = machineFacts(workspace)
  const date = new Date().toISOString().slice(0, 10)
  return {
    report: reportOfGrowth({ facts, date, plan, connections, results }),
    pictures: picturesOfGrowth(results),
  }
}

async function prepare(workspace: string, contacts: number, progress: Progress): Promise<Subject> {
  progress(`making a database of ${contacts} contacts`)
  const databaseFile = join(workspace, `${contacts}.db`)
  const data = await seedDatabase(`sqlite:${databaseFile}`, contacts, variedPeople)
  const dataFile = join(workspace, `${contacts}.json`)
  writeFileSync(dataFile, JSON.stringify(data))
  const server = await startServer({
    name: `contactd, ${contacts} contacts`,
    command: launcher,
    args: ['serve', '--port=0', `--database=sqlite:${databaseFile}`, '--log-level=warn'],
    folder: workspace,
    logFile: join(workspace, `${contacts}.log`),
  })
  progress('making its index')
  const index = await withClient(server.port, data, (client) => makeIndex(databaseFile, server, client))
  return { contacts, databaseFile, data, server, load: startLoad(dataFile), index }
}

/** @returns by kind, for each subject, a measurement a round. */
async function measureLoads(
  subjects: readonly Subject[],
  plan: GrowthPlan,
): Promise<ReadonlyMap<LoadKind, Measurement[][]>> {
  const loads = new Map(subjects.map(({ server, load }) => [server.port, load]))
  const everyLoad: Load = {
    run: (order) => {
      const load = loads.get(order.port)
      if (load === undefined) throw new Error(`No load is for port ${order.port}.`)
      return load.run(order)
    },
    stop: () => {},
  }
  const contenders = subjects.map(({ server }) => ({ server }))
  const prepare = (server: MeasuredServer) => {
    for (const subject of subjects) if (subject.server === server) readThrough(subject.databaseFile)
  }
  const measured = new Map<LoadKind, Measurement[][]>()
  for (const kind of loadKinds) {
    const order = { ...plan, connections, warmUp, kind, prepare }
    measured.set(kind, await measureInTurns(contenders, everyLoad, order))
  }
  return measured
}

function anonymousBytes({ pid }: MeasuredServer): number | undefined {
  return pid === undefined || process.platform !== 'linux' ? undefined : memoryOf(pid).anonymousBytes
}
