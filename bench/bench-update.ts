import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { demoIds } from '../server/src/demo/demo-ids.ts'
import { type Load, startLoad } from './load.ts'
import { machineFacts } from './machine.ts'
import type { BenchOptions } from './main.ts'
import { messageOf, startPeers } from './peers/peers.ts'
import { alikePeople } from './people.ts'
import { benchPostgres } from './postgres.ts'
import { memoryOf } from './process-facts.ts'
import { median, megabytes, numberText, ratios, reportHead, spreadText, table } from './report.ts'
import { type Contender, type Measurement, measureInTurns } from './rounds.ts'
import { makeIndex } from './search-client.ts'
import { seedDatabase } from './seed.ts'
import { startOnDatabase, startPlain, startServer } from './servers.ts'
import { type Place, timesToAnswer } from './start-times.ts'

const connections = 64
const warmUp = { requests: 20_000, maxMs: 8000 }
const quickPlan = { contacts: 10_000, rounds: 3, durationMs: 1000, starts: 3, memoryLoadMs: 2000 }
const wholePlan = { contacts: 100_000, rounds: 8, durationMs: 2000, starts: 7, memoryLoadMs: 10_000 }
const restMs = 10_000
const sampleEveryMs = 250

/** Compares the durable update and the get over HTTP with their limits and peers, and measures start and memory. */
export async function benchUpdate(workspace: string, { isQuick, progress }: BenchOptions): Promise<string> {
  const plan = isQuick ? quickPlan : wholePlan
  progress(`making a database of ${plan.contacts} contacts`)
  const databaseFile = join(workspace, 'contactd.db')
  const database = `sqlite:${databaseFile}`
  const example = await seedDatabase(database, plan.contacts, alikePeople)
  const dataFile = join(workspace, 'example-data.json')
  writeFileSync(dataFile, JSON.stringify(example))
  // As in a database in use: building the first index of so many contacts takes 8 s of CPU, which must not count as
  // updates.
  const indexing = await startOnDatabase(workspace, database)
  await makeIndex(databaseFile, indexing, example)
  await indexing.stop()
  const facts = machineFacts(workspace)
  const load = startLoad(dataFile)

  const own = await startOwnServers(workspace, databaseFile, dataFile)
  progress(isQuick ? 'without the peers' : 'starting the peers, which are installed at the first time')
  const { contenders: peers, omissions } = isQuick
    ? { contenders: [], omissions: ['The peers and PostgreSQL are left out of a quick run.'] }
    : await startPeers({ ...example, workspace, databaseFile })
  const order = { ...plan, connections, warmUp }
  progress('updating in turns')
  const updates = await measureAll([...own, ...peers], load, { ...order, kind: 'update' })
  progress('getting in turns')
  const gets = await measureAll(own.slice(0, 2), load, { ...order, kind: 'get' })
  for (const { server } of [...own, ...peers]) await server.stop()

  progress('measuring memory and starts')
  const memory = await measureMemory(workspace, database, load, plan.memoryLoadMs)
  load.stop()
  const place: Place = { token: example.token, contactId: example.contactIds[0] ?? '' }
  const starts = await timesToAnswer(plan.starts, () => [workspace, ['--database', database], () => place])
  const demoStarts = await timesToAnswer(plan.starts, () => {
    const folder = mkdtempSync(join(workspace, 'demo-'))
    const demoToken = () => readFileSync(join(folder, 'data/demo-token'), 'utf8').trim()
    return [folder, ['--demo'], () => ({ token: demoToken(), contactId: demoIds.referenceContact })]
  })
  const leftOut = (error: unknown) => `PostgreSQL is left out: ${messageOf(error)}.`
  const postgres = isQuick ? [] : [await benchPostgres(workspace, plan.contacts, progress).catch(leftOut)]

  const { rounds, durationMs, contacts } = plan
  return [
    reportHead(
      `\`npm run bench\`: ${rounds} rounds of ${durationMs / 1000} s each, alternating, ${connections} connections, ${numberText(contacts)} contacts. Medians, with minimum and maximum in brackets.`,
      facts,
    ),
    'Updates:',
    serverTable(updates),
    'Gets by id:',
    serverTable(gets),
    table(
      ['ratio or value', 'measured', 'target'],
      [
        ...ratioRows(updates, gets),
        [`start to the first response, ${numberText(contacts)} contacts, ms`, spreadText(starts), '≤ 500'],
        ['start to the first response, new `--demo`, ms', spreadText(demoStarts), '≤ 500'],
        ...memory,
      ],
    ),
    ...postgres,
    ...omissions,
  ].join('\n\n')
}

/** The results of each server, by name. */
type Results = Map<string, Measurement[]>

async function measureAll(
  contenders: readonly Contender[],
  load: Load,
  plan: Parameters<typeof measureInTurns>[2],
): Promise<Results> {
  const measured = await measureInTurns(contenders, load, plan)
  return new Map(contenders.map(({ server }, at) => [server.name, measured[at] ?? []]))
}

/** contactd and the floor come first. */
async function startOwnServers(
  workspace: string,
  databaseFile: string,
  dataFile: string,
): Promise<Contender[]> {
  const script = (name: string, file: string) =>
    startServer({
      name,
      command: process.execPath,
      args: [fileURLToPath(new URL(file, import.meta.url)), dataFile],
      folder: workspace,
      logFile: join(workspace, `${name}.log`),
    })
  const servers = [
    await startOnDatabase(workspace, `sqlite:${databaseFile}`),
    await script('floor', 'floor-process.ts'),
    await script('node:http', 'raw-http-process.ts'),
  ]
  return servers.map((server) => ({ server }))
}

const serverTable = (results: Results) =>
  table(
    [
      'server',
      'requests/s',
      'requests/s of server CPU',
      'p50 ms',
      'p99 ms',
      'longest ms',
      'bytes per response',
    ],
    [...results].map(([name, rounds]) => [
      name,
      spreadText(rounds.map((one) => one.perSecond)),
      spreadText(rounds.map((one) => one.perCpuSecond)),
      spreadText(
        rounds.map((one) => one.p50Ms),
        1,
      ),
      spreadText(
        rounds.map((one) => one.p99Ms),
        1,
      ),
      numberText(Math.max(...rounds.map((one) => one.maxMs))),
      numberText(median(rounds.map((one) => one.responseBytes))),
    ]),
  )

/** Compares contactd with its limits and its peers, over the rounds that both ran in. */
function ratioRows(updates: Results, gets: Results): string[][] {
  const row = (
    results: Results,
    [what, their, aim]: readonly [string, string, string],
    of: (one: Measurement) => number = (one) => one.perCpuSecond,
  ) => {
    const theirs = results.get(their) ?? []
    const ours = (results.get('contactd') ?? []).filter(({ round }) =>
      theirs.some((one) => one.round === round),
    )
    return [what, spreadText(ratios(ours.map(of), theirs.map(of)), 2), aim]
  }
  const own = ['contactd', 'floor', 'node:http']
  return [
    row(updates, ['update : floor, per second of CPU', 'floor', '≥ 0.9']),
    row(updates, ['update : node:http, per second of CPU', 'node:http', '≥ 0.55']),
    row(
      updates,
      ['p99 of the update in medians : that of the floor', 'floor', '≤ 1.5'],
      (one) => one.p99Ms / one.p50Ms,
    ),
    ...[...updates.keys()]
      .filter((name) => !own.includes(name))
      .map((name) => row(updates, [`update : ${name}, per second`, name, '≥ 5'], (one) => one.perSecond)),
    row(gets, ['get : floor, per second of CPU', 'floor', '≥ 0.75']),
  ]
}

/** Rows of the table: after the start, at rest and under load. */
async function measureMemory(workspace: string, database: string, load: Load, durationMs: number) {
  if (process.platform !== 'linux') return []
  const { url, pid, stop } = await startPlain(workspace, ['--database', database])
  const afterStart = memoryOf(pid)
  await sleep(restMs)
  const atRest = memoryOf(pid)
  const samples = [atRest]
  const sampling = setInterval(() => samples.push(memoryOf(pid)), sampleEveryMs)
  await load.run({ port: Number(new URL(url).port), connections, durationMs })
  clearInterval(sampling)
  await stop()
  const most = (kind: 'resident' | 'anonymous') => Math.max(...samples.map((one) => one[kind]))
  return [
    ['memory after the first start, MB', megabytes(afterStart.resident), ''],
    ['memory at rest, 10 s later, MB', megabytes(atRest.resident), '≤ 110'],
    ['memory under load, at most, MB', megabytes(most('resident')), ''],
    ['memory under load, without mapped files, MB', megabytes(most('anonymous')), '≤ 300'],
  ]
}
