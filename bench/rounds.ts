import type { Load, LoadOrder, LoadResult } from './load.ts'
import type { MeasuredServer } from './servers.ts'

const warmUpStepMs = 500

/** The measurement of one server in one round. */
export interface Measurement extends LoadResult {
  round: number
  perSecond: number
  /** Requests per second of the server's CPU time. */
  perCpuSecond: number
}

/** A server, and its load if it differs from that of the others. */
export interface Contender {
  server: MeasuredServer
  /** Takes part in every n-th round. Default: 1. */
  everyRounds?: number
  load?: Partial<Pick<LoadOrder, 'kind' | 'contacts' | 'durationMs'>>
  warmUp?: WarmUp
}

/** Lasts until the server has sent this many responses, so its code is compiled, or for this long. */
interface WarmUp {
  requests: number
  maxMs: number
}

export interface RoundPlan extends Omit<LoadOrder, 'port'> {
  rounds: number
  warmUp: WarmUp
  /** Called before each round of a server. */
  prepare?: (server: MeasuredServer) => void
}

/**
 * Loads the servers in turns, so other work of the machine affects them equally.
 * @returns for each server, in order, a measurement for each of its rounds.
 */
export async function measureInTurns(
  contenders: readonly Contender[],
  load: Load,
  { rounds, connections, durationMs, kind = 'update', prepare, warmUp }: RoundPlan,
): Promise<Measurement[][]> {
  const orderFor = ({ server, load: own }: Contender) => ({
    port: server.port,
    connections,
    kind,
    durationMs,
    ...own,
  })
  for (const one of contenders) {
    const { requests, maxMs } = one.warmUp ?? warmUp
    let answered = 0
    for (let spentMs = 0; spentMs < maxMs && answered < requests; spentMs += warmUpStepMs)
      answered += (await load.run({ ...orderFor(one), durationMs: warmUpStepMs })).requests
  }
  const measurements: Measurement[][] = contenders.map(() => [])
  for (let round = 0; round < rounds; round += 1)
    for (const [index, one] of contenders.entries()) {
      if (round % (one.everyRounds ?? 1) !== 0) continue
      prepare?.(one.server)
      const cpuBeforeUs = await one.server.cpuTimeUs()
      const result = await load.run(orderFor(one))
      const cpuUs = (await one.server.cpuTimeUs()) - cpuBeforeUs
      const perSecond = (result.requests / result.elapsedMs) * 1000
      measurements[index]?.push({
        ...result,
        round,
        perSecond,
        perCpuSecond: (result.requests / cpuUs) * 1e6,
      })
    }
  return measurements
}
