import type { Load } from '../load.ts'
import { ratios } from '../report.ts'
import type { RequestKind } from '../requests.ts'
import type { Running } from './contender.ts'

const warmUpStepMs = 500
/** Then V8 has compiled what the requests run. */
const warmUp = { requests: 10_000, maxMs: 3000 }

/** A kind of load, and the servers that take turns in it. */
export interface PairedOrder {
  kind: RequestKind
  connections: number
  servers: readonly Loaded[]
}

export interface PairedPlan {
  rounds: number
  durationMs: number
  /** Default: true. */
  warmsUp?: boolean
}

/** The rates of one server, one per round. */
export interface Rates {
  perSecond: number[]
  perCpuSecond: number[]
}

/** What a load generator drives. */
type Loaded = Pick<Running, 'port' | 'cpu'> & { load?: Load }

/**
 * Loads servers in turns, in short rounds, while all of them run. Each round has every order: a minute in which the
 * machine is busy or the disk slow then spoils a few rounds of each, and not all of one. The CPU time of a round includes
 * what the server does until its next round begins: a checkpoint belongs to the updates before it.
 * @returns for each order, the rates of its servers.
 */
export async function measurePairs(
  orders: readonly PairedOrder[],
  shared: Load,
  { rounds, durationMs, warmsUp = true }: PairedPlan,
): Promise<Rates[][]> {
  const run = ({ kind, connections }: PairedOrder, { port, load = shared }: Loaded, lengthMs: number) =>
    load.run({ kind, connections, port, durationMs: lengthMs, keepsConnections: true })
  for (const order of warmsUp ? orders : []) {
    for (const server of order.servers) {
      let answered = 0
      for (let spentMs = 0; spentMs < warmUp.maxMs && answered < warmUp.requests; spentMs += warmUpStepMs)
        answered += (await run(order, server, warmUpStepMs)).requests
    }
  }
  const results = orders.map(({ servers }) => servers.map((): Rates => ({ perSecond: [], perCpuSecond: [] })))
  /** Ends the round of each server that has one. */
  const open = new Map<Loaded, () => void>()
  for (let round = 0; round < rounds; round += 1)
    for (const [at, order] of orders.entries())
      for (const [index, server] of order.servers.entries()) {
        open.get(server)?.()
        const cpuBeforeUs = server.cpu.readUs()
        const { requests, elapsedMs } = await run(order, server, durationMs)
        const rates = results[at]?.[index]
        rates?.perSecond.push((requests / elapsedMs) * 1000)
        open.set(server, () =>
          rates?.perCpuSecond.push((requests / (server.cpu.readUs() - cpuBeforeUs)) * 1e6),
        )
        // A server that skips the next order must not count until its next one.
        if (!orders[(at + 1) % orders.length]?.servers.includes(server)) {
          open.get(server)?.()
          open.delete(server)
        }
      }
  for (const end of open.values()) end()
  return results
}

/** How a server does, compared with another one, round by round. */
export function quotientsOf(own: Rates | undefined, other: Rates | undefined): Rates {
  const of = (kind: keyof Rates) => ratios(own?.[kind] ?? [], other?.[kind] ?? [])
  return { perSecond: of('perSecond'), perCpuSecond: of('perCpuSecond') }
}
