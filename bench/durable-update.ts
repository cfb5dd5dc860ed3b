import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { launcher } from './contactd.ts'
import { startLoad } from './load.ts'
import { machineFacts } from './machine.ts'
import { type MeasuredServer, type ServerCommand, startServer } from './measured-server.ts'
import { measureMemory } from './memory.ts'
import { alikePeople } from './people.ts'
import { preparePrism } from './prism.ts'
import { type Ratio, reportOf } from './report.ts'
import { type Measurement, measureInTurns } from './rounds.ts'
import { seedDatabase } from './seed.ts'
import { measureDemoStart, measureStart } from './start-time.ts'

const connections = 64
const warmUp = { requests: 20_000, maxMs: 8000 }

const quickPlan = { contacts: 10_000, rounds: 3, durationMs: 1000, starts: 3, memoryLoadMs: 2000 }
const wholePlan = { contacts: 100_000, rounds: 10, durationMs: 2000, starts: 7, memoryLoadMs: 10_000 }

/**
 * The durable update over HTTP beside its limits and its peers, the start and the memory.
 * @returns the report.
 */
export async function benchDurableUpdate(
  workspace: string,
  { isQuick, progress }: { isQuick: boolean; progress: (sentence: string) => void },
): Promise<string> {
  const plan = isQuick ? quickPlan : wholePlan
  progress(`making a database of ${plan.contacts} contacts`)
  const databaseFile = join(workspace, 'contactd.db')
  const database = `sqlite:${databaseFile}`
  const { sqliteVersion, ...example } = await seedDatabase(database, plan.contacts, alikePeople)
  copyFileSync(databaseFile, join(workspace, 'logged.db'))
  const sameDatabase = `sqlite:${join(workspace, 'logged.db')}`
  const dataFile = join(workspace, 'example-data.json')
  writeFileSync(dataFile, JSON.stringify(example))
  const facts = machineFacts(workspace, sqliteVersion)

  progress('starting the servers')
  const script = (name: string) => fileURLToPath(new URL(name, import.meta.url))
  const own = (name: string, command: string, args: readonly string[]) =>
    startServer({ name, command, args, folder: workspace, logFile: join(workspace, `${name}.log`) })
  const contactd = (name: string, logLevel: string, url: string) =>
    own(name, launcher, ['serve', '--port=0', `--database=${url}`, `--log-level=${logLevel}`])
  const floor = (name: string, logLevel: string) =>
    own(name, process.execPath, [script('floor-process.ts'), dataFile, logLevel])

  const prism = preparePrism(workspace)
  const servers: MeasuredServer[] = [
    await contactd('contactd', 'warn', database),
    await floor('floor', 'warn'),
    await contactd('contactd, request log', 'info', sameDatabase),
    await floor('floor, request log', 'info'),
    await own('node:http', process.execPath, [script('raw-http-process.ts'), dataFile]),
  ]
  if (typeof prism !== 'string') {
    const command: ServerCommand = { name: 'Prism', logFile: join(workspace, 'prism.log'), ...prism }
    servers.push(await startServer(command))
  }

  progress('measuring in turns')
  const load = startLoad(dataFile)
  const measured = await measureInTurns(servers, load, { ...plan, warmUp, connections })
  for (const server of servers) await server.stop()

  progress('measuring memory and starts')
  const memory = await measureMemory(workspace, database, {
    load,
    connections,
    durationMs: plan.memoryLoadMs,
  })
  load.stop()
  const contactId = example.contactIds[0] ?? ''
  const start = await measureStart(workspace, plan.starts, { database, token: example.token, contactId })
  const demoStart = await measureDemoStart(workspace, plan.starts)

  const [update = [], bare = [], loggedUpdate = [], loggedBare = [], raw = [], peer = []] = measured
  const report = reportOf({
    facts,
    date: new Date().toISOString().slice(0, 10),
    plan: { ...plan, connections },
    servers: servers.map(({ name }, index) => ({ name, measurements: measured[index] ?? [] })),
    ratios: [
      ratio('contactd : floor, per second of CPU', '≥ 0.85', update, bare, (one) => one.perCpuSecond),
      ratio('contactd : floor, per second', '', update, bare, (one) => one.perSecond),
      ratio(
        'the same with request logs, per second of CPU',
        '',
        loggedUpdate,
        loggedBare,
        (one) => one.perCpuSecond,
      ),
      ratio('contactd : node:http, per second of CPU', '≥ 0.55', update, raw, (one) => one.perCpuSecond),
      ratio('p99 in medians, contactd : floor', '≤ 1.5', update, bare, (one) => one.p99Ms / one.p50Ms),
      ...(peer.length > 0
        ? [ratio('contactd : Prism, per second', '≥ 5', update, peer, (one) => one.perSecond)]
        : []),
    ],
    start,
    demoStart,
    memory,
    omissions: typeof prism === 'string' ? [prism] : [],
  })
  return report
}

/** Round by round, so that both numbers of a ratio were measured at nearly the same time. */
function ratio(
  what: string,
  aim: string,
  ours: readonly Measurement[],
  theirs: readonly Measurement[],
  of: (measurement: Measurement) => number,
): Ratio {
  const values = ours.flatMap((one, round) => {
    const other = theirs[round]
    return other ? [of(one) / of(other)] : []
  })
  return { what, aim, values }
}
