import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { maxConnections } from '../../server/src/webhooks/delivery-worker.ts'
import { type ForkedProcess, forkProcess } from '../forked-process.ts'
import { type Load, startLoad } from '../load.ts'
import { machineFacts } from '../machine.ts'
import type { BenchOptions } from '../main.ts'
import { alikePeople } from '../people.ts'
import { memoryOf } from '../process-facts.ts'
import { median, megabytes, numberText, ratios, reportHead, spreadText, table } from '../report.ts'
import { measureInTurns } from '../rounds.ts'
import { type SeededData, seedDatabase } from '../seed.ts'
import { type MeasuredServer, startOnDatabase } from '../servers.ts'
import { timesToAnswer } from '../start-times.ts'
import type { Received } from './receiver-process.ts'
import { WebhookDatabase } from './webhook-database.ts'

const connections = 64
const receivers = 20
/** Its code is compiled by then, also on a busy machine. */
const warmUp = { requests: 20_000, maxMs: 15_000 }
const deliveriesWarmUpMs = 4000
const wholePlan = {
  ...{ contacts: 10_000, rounds: 8, durationMs: 1000, pacedMs: 10_000 },
  ...{ events: 10_000, undelivered: 1_000_000, starts: 5 },
}
const quickPlan = {
  ...{ contacts: 5000, rounds: 3, durationMs: 1000, pacedMs: 3000 },
  ...{ events: 5000, undelivered: 100_000, starts: 3 },
}
/** Nothing listens there. */
const awayUrl = 'http://127.0.0.1:1/'
/** By then the server has closed the connections that are not used: those of twenty receivers are many. */
const idleMs = 5000
/** By then the receiver that is away has failed often enough to get one event at a time. */
const awayAfterMs = 5000

/** Everything that the parts share. */
interface Bench {
  workspace: string
  plan: typeof wholePlan
  progress: (sentence: string) => void
  example: SeededData
  load: Load
  receiver: ForkedProcess<object, Received>
  /** The URL of a receiver. */
  urlOf(path: string): string
  /** Makes a database of its own. */
  copy(name: string): string
}

type Row = [what: string, measured: string, aim: string]

/** Compares updates and gets with and without webhooks, and deliveries with bare undici and with each other. */
export async function benchWebhooks(workspace: string, options: BenchOptions): Promise<string> {
  const { isQuick, progress, only } = options
  const plan = isQuick ? quickPlan : wholePlan
  progress(`making a database of ${plan.contacts} contacts`)
  const seeded = join(workspace, 'seeded.db')
  const example = await seedDatabase(`sqlite:${seeded}`, plan.contacts, alikePeople)
  const dataFile = join(workspace, 'example-data.json')
  writeFileSync(dataFile, JSON.stringify(example))
  const receiver = forkProcess<object, Received>(new URL('receiver-process.ts', import.meta.url))
  const { port } = await receiver.ask({})
  const bench: Bench = {
    ...{ workspace, plan, progress, example, load: startLoad(dataFile), receiver },
    urlOf: (path) => `http://127.0.0.1:${port}/${path}`,
    copy(name) {
      const file = join(workspace, `${name}.db`)
      copyFileSync(seeded, file)
      return `sqlite:${file}`
    },
  }
  const parts = { updates: measureUpdates, deliveries: measureDeliveries, undelivered: measureUndelivered }
  const rows: Row[] = []
  for (const [name, part] of Object.entries(parts))
    if (only === undefined || name === only) rows.push(...(await part(bench)))
  bench.load.stop()
  receiver.stop()
  return [
    reportHead(
      `\`npm run bench -- --webhooks\`: ${plan.rounds} rounds, alternating, of ${plan.durationMs / 1000} s or ${numberText(plan.events)} events; ${connections} connections, ${numberText(plan.contacts)} contacts. Medians, with minimum and maximum in brackets.`,
      machineFacts(workspace),
    ),
    table(['what', 'measured', 'aim'], rows),
  ].join('\n\n')
}

/** Starts contactd on a database as a server that may deliver to this machine. */
const startDelivering = (workspace: string, database: string, name: string) =>
  startOnDatabase(workspace, database, name, ['--webhook-allow-private'])

/** A paused webhook has its events recorded, and not delivered. */
async function measureUpdates({
  workspace,
  plan,
  progress,
  example,
  load,
  urlOf,
  copy,
}: Bench): Promise<Row[]> {
  progress('updating in turns, with a subscriber and without')
  const [withOne, without] = [copy('subscriber'), copy('no-subscriber')]
  const webhooks = await WebhookDatabase.open(withOne, example)
  await webhooks.pause(await webhooks.add(urlOf('paused')))
  await webhooks.close()
  const servers = [
    await startDelivering(workspace, withOne, 'subscriber'),
    await startDelivering(workspace, without, 'no subscriber'),
  ]
  const contenders = servers.map((server) => ({ server }))
  const [ours = [], theirs = []] = await measureInTurns(contenders, load, { ...plan, connections, warmUp })
  for (const server of servers) await server.stop()
  const rates = [ours, theirs].map((rounds) => rounds.map(({ perCpuSecond }) => perCpuSecond))
  const [recorded = [], plain = []] = rates
  return [
    [
      'update with a subscriber that takes everything : without, per CPU second; deliveries apart',
      spreadText(ratios(recorded, plain), 2),
      '≥ 0.85',
    ],
    ['updates with it, per CPU second', spreadText(recorded), ''],
  ]
}

async function measureDeliveries(bench: Bench): Promise<Row[]> {
  const { workspace, plan, progress, example, load, receiver, urlOf, copy } = bench
  const database = copy('deliveries')
  const webhooks = await WebhookDatabase.open(database, example)
  const first = await webhooks.add(urlOf('first'))
  const server = await startDelivering(workspace, database, 'deliveries')
  progress('finding the greatest rate')
  await load.run({ port: server.port, connections, durationMs: deliveriesWarmUpMs })
  await webhooks.delivered([first])
  const rateOf = async () => {
    const startedAt = performance.now()
    const { durationMs } = plan
    const { requests } = await load.run({ port: server.port, connections, durationMs })
    await webhooks.delivered([first])
    return (requests / (performance.now() - startedAt)) * 1000
  }
  const rates = [await rateOf(), await rateOf(), await rateOf()]
  const perSecond = median(rates) / 2
  progress(`updating ${numberText(perSecond)} times a second`)
  await receiver.ask({})
  await load.run({ port: server.port, connections, durationMs: plan.pacedMs, perSecond })
  await webhooks.delivered([first])
  const { p50Ms, p99Ms } = await receiver.ask({})

  progress('delivering in turns')
  await webhooks.fill(plan.events)
  await webhooks.delivered([first])
  const bodiesFile = join(workspace, 'bodies.json')
  writeFileSync(bodiesFile, JSON.stringify(await webhooks.bodies(plan.events)))
  const bare = forkProcess<{ isSigned: boolean }, { cpuUs: number }>(
    new URL('undici-process.ts', import.meta.url),
    [...[urlOf('bare'), String(maxConnections), bodiesFile]],
  )
  const all = [first]
  while (all.length < receivers) all.push(await webhooks.add(urlOf(`receiver-${all.length}`)))
  const deliver = (ids: readonly string[], events: number) =>
    perCpuSecondOf(server, ids.length * events, async () => {
      await webhooks.rewind(ids, events)
      await webhooks.delivered(ids)
    })
  const postBare = async (isSigned: boolean) => (plan.events / (await bare.ask({ isSigned })).cpuUs) * 1e6
  const rounds: Record<'one' | 'bare' | 'signed' | 'twenty' | 'besideDead', number>[] = []
  for (let round = -1; round < plan.rounds; round += 1) {
    const undici = { bare: await postBare(false), signed: await postBare(true) }
    const one = await deliver([first], plan.events)
    const dead = await webhooks.add(urlOf('silent'))
    await webhooks.rewind([dead], plan.events)
    const besideDead = await deliver([first], plan.events)
    await webhooks.remove(dead)
    const twenty = await deliver(all, Math.ceil((plan.events * 2) / receivers))
    await sleep(idleMs)
    // The first round compiles the code.
    if (round >= 0) rounds.push({ one, ...undici, twenty, besideDead })
  }
  await webhooks.close()
  await server.stop()
  bare.stop()
  const series = (kind: keyof (typeof rounds)[number]) => rounds.map((round) => round[kind])
  const [one, undici, signed] = [series('one'), series('bare'), series('signed')]
  return [
    [
      'events delivered to one receiver : posted by bare undici, per CPU second',
      spreadText(ratios(one, undici), 2),
      '≥ 0.6',
    ],
    ['events delivered to one receiver, per CPU second', spreadText(one), ''],
    ['posted by bare undici, per CPU second', spreadText(undici), ''],
    [
      'events delivered to one receiver : signed and posted by bare undici, per CPU second',
      spreadText(ratios(one, signed), 2),
      '',
    ],
    ['signed and posted by bare undici, per CPU second', spreadText(signed), ''],
    [
      `events × receivers, ${receivers} receivers : one, per CPU second`,
      spreadText(ratios(series('twenty'), one), 2),
      '≥ 0.9',
    ],
    [
      'events to a working receiver, with : without a dead one, per CPU second',
      spreadText(ratios(series('besideDead'), one), 2),
      '≥ 0.95',
    ],
    ['greatest rate of updates, until their last event is delivered, per second', spreadText(rates), ''],
    ['commit to receipt at half of that, median, ms', numberText(p50Ms), '≤ 20'],
    ['the same, 99th percentile, ms', numberText(p99Ms), '≤ 150'],
  ]
}

async function perCpuSecondOf(
  server: MeasuredServer,
  events: number,
  deliver: () => Promise<void>,
): Promise<number> {
  const before = await server.cpuTimeUs()
  await deliver()
  return (events / ((await server.cpuTimeUs()) - before)) * 1e6
}

async function measureUndelivered(bench: Bench): Promise<Row[]> {
  const { workspace, plan, progress, example, load, copy } = bench
  progress(`recording ${numberText(plan.undelivered)} undelivered events`)
  const [backlog, none] = [copy('backlog'), copy('no-backlog')]
  for (const database of [backlog, none]) {
    const webhooks = await WebhookDatabase.open(database, example)
    await webhooks.add(awayUrl)
    if (database === backlog) await webhooks.fill(plan.undelivered)
    await webhooks.close()
  }
  const place = { token: example.token, contactId: example.contactIds[0] ?? '' }
  const starts = [backlog, none].map((): number[] => [])
  for (let start = 0; start < plan.starts; start += 1)
    for (const [at, database] of [backlog, none].entries())
      starts[at]?.push(...(await timesToAnswer(1, () => [workspace, ['--database', database], () => place])))
  const servers = [
    await startDelivering(workspace, backlog, 'backlog'),
    await startDelivering(workspace, none, 'no backlog'),
  ]
  await sleep(awayAfterMs)
  const memoryText = (kind: 'resident' | 'anonymous') =>
    servers.map(({ pid }) => megabytes(memoryOf(pid)[kind])).join(' : ')
  const memory = { resident: memoryText('resident'), anonymous: memoryText('anonymous') }
  const rows: Row[] = []
  for (const kind of ['update', 'get'] as const) {
    progress(`${kind} in turns, with the undelivered events and without`)
    const contenders = servers.map((server) => ({ server }))
    const measured = await measureInTurns(contenders, load, { ...plan, kind, connections, warmUp })
    const [ours = [], theirs = []] = measured.map((rounds) => rounds.map(({ perCpuSecond }) => perCpuSecond))
    rows.push([
      `${kind} with ${numberText(plan.undelivered)} undelivered events : with none, per CPU second`,
      spreadText(ratios(ours, theirs), 2),
      '≥ 0.95',
    ])
  }
  const loaded = memoryText('anonymous')
  for (const server of servers) await server.stop()
  return [
    ...rows,
    ['start to the first response with them, ms', spreadText(starts[0] ?? []), '≤ 1,000'],
    ['start to the first response with none, ms', spreadText(starts[1] ?? []), ''],
    ['memory after the start, with them : with none, MB', memory.resident, ''],
    ['the same, without mapped files', memory.anonymous, ''],
    ['memory after the load, without mapped files, with them : with none, MB', loaded, ''],
  ]
}
