import type { Load, LoadOrder, LoadResult } from './load.ts'
import type { MeasuredServer } from './servers.ts'

const warmUpStepMs = 500

/** One server's share of one round. */
export interface Measurement extends LoadResult {
  round: number
  perSecond: number
  /** Requests for each second of CPU time that the server took. */
  perCpuSecond: number
}

/** A server, and how it is loaded if not as all the others. */
export interface Contender {
  server: MeasuredServer
  /** Has its turn in each so many rounds; 1 if it is missing. */
  everyRounds?: number
  load?: Partial<Pick<LoadOrder, 'kind' | 'contacts' | 'durationMs'>>
  warmUp?: WarmUp
}

/** Until the server has answered so often that its code is compiled, or for so long. */
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
 * Loads the servers in turns, so that what else the machine does falls on all of them alike.
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
