import { setTimeout as sleep } from 'node:timers/promises'
import { memoryOf } from '../process-facts.ts'
import { ratios } from '../report.ts'
import { startPlain } from '../servers.ts'
import { type Bench, type Build, type Copy, copyOf, firstSearch, rested, startOnCopy } from './contender.ts'
import { CpuMeter } from './cpu-meter.ts'
import type { MadeData } from './made-data.ts'
import { listAsChanged } from './multiply-contacts.ts'
import { costRow, type Row } from './row.ts'

const contacts = 100_000
/** More than a search waits for. The cost of a contact hardly grows with their number, but 1,000,000 take too long. */
const contactsToIndex = 300_000
const starts = 7
const memoryStarts = 2
const restMs = 10_000

/** A server that has returned a contact. */
interface Answered {
  elapsedMs: number
  cpuMs: number
  pid: number
  stop(): Promise<void>
}

/** A build with a copy that it has migrated. */
interface Migrated {
  build: Build
  copy: Copy
}

async function startAndGet({ build, copy }: Migrated, { example }: MadeData): Promise<Answered> {
  const startedAt = performance.now()
  const { url, pid, stop } = await startPlain(copy.folder, copy.options, build.launcher)
  const headers = { authorization: `Bearer ${example.token}`, version: '2021-07-28', connection: 'close' }
  const answer = await fetch(`${url}/contacts/${example.contactIds[0]}`, { headers })
  await answer.text()
  const elapsedMs = performance.now() - startedAt
  if (!answer.ok) throw new Error(`The first answer of ${build.name} was ${answer.status}.`)
  return { elapsedMs, cpuMs: new CpuMeter(pid).readUs() / 1000, pid, stop }
}

async function migrated(bench: Bench, made: MadeData): Promise<[old: Migrated, own: Migrated]> {
  const prepare = async (build: Build): Promise<Migrated> => {
    const copy = copyOf(made, bench.workspace)
    const migrated = { build, copy }
    const { stop } = await startAndGet(migrated, made)
    await stop()
    return migrated
  }
  return [await prepare(bench.old), await prepare(bench.own)]
}

/** Starts both builds in turns. */
export async function measureStarts(bench: Bench): Promise<Row[]> {
  const made = await bench.data({ contacts, isIndexed: true })
  const both = await migrated(bench, made)
  bench.progress('start, in turns')
  const times: Answered[][] = [[], []]
  for (let start = 0; start < starts; start += 1)
    for (const [index, one] of both.entries()) {
      const answered = await startAndGet(one, made)
      times[index]?.push(answered)
      await answered.stop()
    }
  for (const { copy } of both) copy.remove()
  const [old, own] = (['cpuMs', 'elapsedMs'] as const).map((kind) =>
    times.map((one) => one.map((answered) => answered[kind])),
  )
  const [oldCpu = [], ownCpu = []] = old ?? []
  const [oldTime = [], ownTime = []] = own ?? []
  return [
    costRow('start to the first answer, CPU', 0.45, 'ms of CPU', {
      old: oldCpu,
      own: ownCpu,
      ratio: ratios(ownCpu, oldCpu),
      clock: ratios(ownTime, oldTime),
    }),
  ]
}

/** Starts both builds at the same time, and lets them rest. */
export async function measureMemory(bench: Bench): Promise<Row[]> {
  const made = await bench.data({ contacts, isIndexed: true })
  const both = await migrated(bench, made)
  bench.progress('memory at rest')
  const bytes: number[][] = [[], []]
  for (let start = 0; start < memoryStarts; start += 1) {
    const servers = await Promise.all(both.map((one) => startAndGet(one, made)))
    await sleep(restMs)
    for (const [index, { pid, stop }] of servers.entries()) {
      bytes[index]?.push(memoryOf(pid).anonymous / 1e6)
      await stop()
    }
  }
  for (const { copy } of both) copy.remove()
  const [old = [], own = []] = bytes
  return [
    costRow('anonymous memory (RssAnon) at rest, 10 s after the first answer', 0.6, 'MB', {
      old,
      own,
      ratio: ratios(own, old),
    }),
  ]
}

/** Both builds make the index of many contacts at the same time. */
export async function measureFirstSearch(bench: Bench): Promise<Row[]> {
  const made = await bench.data({ contacts: contactsToIndex, isIndexed: false })
  const counted = `${contactsToIndex.toLocaleString('en')} contacts`
  bench.progress(`the first search of ${counted}, both at the same time`)
  const start = (build: Build) => startOnCopy(build, made, bench.workspace, listAsChanged)
  const servers = [await start(bench.old), await start(bench.own)]
  const [old, own] = await Promise.all(
    servers.map(async (server) => {
      // Not after a rest: after some seconds, a server makes the index of so many contacts without a search.
      const cpuBeforeUs = server.cpu.readUs()
      const elapsedMs = await firstSearch(server, made.example)
      return { elapsedMs, cpuMs: ((await rested(server)) - cpuBeforeUs) / 1000 }
    }),
  )
  for (const server of servers) await server.end()
  const of = (kind: 'elapsedMs' | 'cpuMs') => [[own?.[kind] ?? 0], [old?.[kind] ?? 0]] as const
  return [
    costRow(`first search of ${counted} without an index, CPU until the index is stored`, 0.25, 'ms of CPU', {
      old: [old?.cpuMs ?? 0],
      own: [own?.cpuMs ?? 0],
      ratio: ratios(...of('cpuMs')),
    }),
    costRow('the same, time of the answer by the clock', 0.25, 'ms', {
      old: [old?.elapsedMs ?? 0],
      own: [own?.elapsedMs ?? 0],
      ratio: ratios(...of('elapsedMs')),
    }),
  ]
}
