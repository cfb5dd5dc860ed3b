import { copyFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { launcher } from './contactd.ts'
import type { Figure } from './figures.ts'
import { makeIndex } from './growth/index-made.ts'
import { withClient } from './growth/search-client.ts'
import { type Load, startLoad } from './load.ts'
import { machineFacts } from './machine.ts'
import { startServer } from './measured-server.ts'
import { measureMemory } from './memory.ts'
import { multiplyContacts } from './multiply-contacts.ts'
import { messageOf, startPeers } from './peers/peers.ts'
import { alikePeople } from './people.ts'
import { benchPostgres } from './postgres/bench-postgres.ts'
import { postgresFigures, postgresSection } from './postgres/postgres-report.ts'
import { type Pictures, picturesOf, type Results, reportOf, type ServerResults } from './report.ts'
import { type Contender, measureInTurns } from './rounds.ts'
import { type SeededData, seedDatabase } from './seed.ts'
import { measureDemoStart, measureStart } from './start-time.ts'
import {
  contactsText,
  getFigures,
  memoryFigures,
  names,
  startFigure,
  updateFigures,
} from './update-figures.ts'

const connections = 64
const warmUp = { requests: 20_000, maxMs: 8000 }

const quickPlan = {
  ...{ contacts: 10_000, manyContacts: 0, rounds: 3, durationMs: 1000 },
  ...{ starts: 3, memoryLoadMs: 2000, hasPeers: false, postgres: undefined },
}
const wholePlan = {
  ...{ contacts: 100_000, manyContacts: 1_000_000, rounds: 8, durationMs: 2000 },
  ...{ starts: 7, memoryLoadMs: 10_000, hasPeers: true },
  postgres: { rounds: 6, durationMs: 4000 },
}

type Plan = typeof wholePlan | typeof quickPlan
type Progress = (sentence: string) => void

/** What everything is measured with. */
interface Bench {
  workspace: string
  plan: Plan
  progress: Progress
  databaseFile: string
  dataFile: string
  load: Load
}

/**
 * The durable update and the get over HTTP beside their limits and their peers, the start and the memory.
 * @returns the report and its pictures.
 */
export async function benchDurableUpdate(
  workspace: string,
  { isQuick, progress }: { isQuick: boolean; progress: Progress },
): Promise<{ report: string; pictures: Pictures }> {
  const plan = isQuick ? quickPlan : wholePlan
  progress(`making a database of ${contactsText(plan.contacts)}`)
  const databaseFile = join(workspace, 'contactd.db')
  const database = `sqlite:${databaseFile}`
  const example = await seedDatabase(database, plan.contacts, alikePeople)
  const dataFile = join(workspace, 'example-data.json')
  writeFileSync(dataFile, JSON.stringify(example))
  await makeSearchIndex(workspace, databaseFile, example)
  const facts = machineFacts(workspace)
  const load = startLoad(dataFile)
  const bench = { workspace, plan, progress, databaseFile, dataFile, load }

  const own = await startOwnServers(bench)
  progress(plan.hasPeers ? 'starting the peers, which are installed at the first time' : 'without the peers')
  const { contenders: peers, omissions } = plan.hasPeers
    ? await startPeers({ ...example, workspace, databaseFile })
    : { contenders: [], omissions: ['The peers are left out of a quick run.'] }
  const { updates, gets } = await measureServers(bench, own, peers)
  for (const { server } of [...own, ...peers]) await server.stop()

  progress('measuring memory and starts')
  const memory = await measureMemory(workspace, database, {
    ...{ load, connections },
    durationMs: plan.memoryLoadMs,
  })
  load.stop()
  const starts = await measureStarts(bench, { token: example.token, contactId: example.contactIds[0] ?? '' })
  const postgres = await measurePostgres(bench)
  const results: Results = {
    facts,
    date: new Date().toISOString().slice(0, 10),
    plan: { ...plan, connections },
    updates,
    gets,
    figures: [
      ...updateFigures(updates),
      ...getFigures(gets),
      ...postgres.figures,
      ...starts,
      ...memoryFigures(memory),
    ],
    sections: postgres.sections,
    omissions: [...omissions, ...postgres.omissions],
  }
  return { report: reportOf(results), pictures: picturesOf(results) }
}

/**
 * Has the search index made, as it is in a database in use. So many new contacts would have it made while updates
 * are measured: 8 s of CPU and 200 MB that are no update's.
 */
async function makeSearchIndex(workspace: string, databaseFile: string, example: SeededData): Promise<void> {
  const server = await startServer({
    ...{ name: 'contactd, index', command: launcher, folder: workspace },
    args: ['serve', '--port=0', `--database=sqlite:${databaseFile}`, '--log-level=warn'],
    logFile: join(workspace, 'index.log'),
  })
  await withClient(server.port, example, (client) => makeIndex(databaseFile, server, client))
  await server.stop()
}

interface PostgresParts {
  figures: Figure[]
  sections: string[]
  omissions: string[]
}

async function measurePostgres({ workspace, plan, progress }: Bench): Promise<PostgresParts> {
  const nothing = { figures: [], sections: [] }
  if (plan.postgres === undefined)
    return { ...nothing, omissions: ['PostgreSQL is left out of a quick run.'] }
  try {
    const results = await benchPostgres(workspace, {
      plan: { ...plan.postgres, contacts: plan.contacts },
      progress,
    })
    return { figures: postgresFigures(results), sections: [postgresSection(results)], omissions: [] }
  } catch (error) {
    return { ...nothing, omissions: [`PostgreSQL is left out: ${messageOf(error)}.`] }
  }
}

async function startOwnServers({ workspace, databaseFile, dataFile }: Bench): Promise<Contender[]> {
  const script = (name: string) => fileURLToPath(new URL(name, import.meta.url))
  const start = async (name: string, command: string, args: readonly string[]): Promise<Contender> => ({
    server: await startServer({
      ...{ name, command, args, folder: workspace },
      logFile: join(workspace, `${name}.log`),
    }),
  })
  const loggedFile = join(workspace, 'logged.db')
  copyFileSync(databaseFile, loggedFile)
  const contactd = (name: string, logLevel: string, file: string) =>
    start(name, launcher, ['serve', '--port=0', `--database=sqlite:${file}`, `--log-level=${logLevel}`])
  const floor = (name: string, logLevel: string) =>
    start(name, process.execPath, [script('floor-process.ts'), dataFile, logLevel])
  return [
    await contactd(names.contactd, 'warn', databaseFile),
    await floor(names.floor, 'warn'),
    await contactd(names.loggedContactd, 'info', loggedFile),
    await floor(names.loggedFloor, 'info'),
    await start(names.nodeHttp, process.execPath, [script('raw-http-process.ts'), dataFile]),
  ]
}

/** How the project's own servers are shown. */
const looks = new Map<string, ServerResults['look']>([
  [names.contactd, 'own'],
  [names.floor, 'limit'],
  [names.loggedContactd, 'own'],
  [names.loggedFloor, 'limit'],
  [names.nodeHttp, 'limit'],
])

async function measureServers(
  { plan, progress, load }: Bench,
  own: readonly Contender[],
  peers: readonly Contender[],
): Promise<{ updates: ServerResults[]; gets: ServerResults[] }> {
  const order = { ...plan, connections, warmUp }
  const measure = async (contenders: readonly Contender[], kind: 'update' | 'get') => {
    const measured = await measureInTurns(contenders, load, { ...order, kind })
    return contenders.map(({ server: { name } }, at): ServerResults => {
      const look = looks.get(name) ?? 'other'
      return { name, look, measurements: measured[at] ?? [] }
    })
  }
  progress('updating in turns')
  const updates = await measure([...own, ...peers], 'update')
  progress('getting in turns')
  const readers = own.filter(({ server: { name } }) => name === names.contactd || name === names.floor)
  return { updates, gets: await measure(readers, 'get') }
}

async function measureStarts(
  { workspace, plan, progress, databaseFile }: Bench,
  example: { token: string; contactId: string },
): Promise<Figure[]> {
  const figures = [
    startFigure(
      contactsText(plan.contacts),
      await measureStart(workspace, plan.starts, { ...example, database: `sqlite:${databaseFile}` }),
      500,
    ),
    startFigure('new `--demo`', await measureDemoStart(workspace, plan.starts), 500),
  ]
  if (plan.manyContacts <= plan.contacts) return figures
  progress(`making a database of ${contactsText(plan.manyContacts)}`)
  const file = join(workspace, 'many.db')
  multiplyContacts(databaseFile, file, plan.manyContacts / plan.contacts)
  const manyStarts = await measureStart(workspace, plan.starts, { ...example, database: `sqlite:${file}` })
  rmSync(file)
  return [...figures, startFigure(contactsText(plan.manyContacts), manyStarts, 1000)]
}
