import type { Load, LoadOrder, LoadResult } from './load.ts'
import type { MeasuredServer } from './measured-server.ts'
import type { RequestKind } from './requests.ts'

const warmUpStepMs = 500

/** One server's share of one round. */
export interface Measurement extends LoadResult {
  /** Of the rounds in which it was measured at all: counted from 0. */
  round: number
  perSecond: number
  /** Requests for each second of CPU time that the server took. */
  perCpuSecond: number
}

/** A server, and how it is loaded where that isn't as all the others are. */
export interface Contender {
  server: MeasuredServer
  /** Has its turn in each so many rounds; 1 where it is missing. */
  everyRounds?: number
  load?: Partial<Pick<LoadOrder, 'kind' | 'contacts' | 'durationMs'>>
  warmUp?: WarmUp
}

export interface RoundPlan {
  rounds: number
  connections: number
  durationMs: number
  warmUp: WarmUp
  /** Updates where it is missing. */
  kind?: RequestKind
  /** Called before each round of a server, outside of what is measured. */
  prepare?: (server: MeasuredServer) => void
}

/** Until the server has answered so often that its code is compiled, or so long that it has to do. */
export interface WarmUp {
  requests: number
  maxMs: number
}

/**
 * Loads the servers in turns, so that what else the machine does falls on all of them alike.
 * @returns for each server, in order, a measurement for each of its rounds.
 */
export async function measureInTurns(
  contenders: readonly Contender[],
  load: Load,
  plan: RoundPlan,
): Promise<Measurement[][]> {
  const { rounds, connections, durationMs, kind = 'update', prepare } = plan
  const orderFor = ({ server, load: own }: Contender): LoadOrder => ({
    ...{ port: server.port, connections, kind, durationMs },
    ...own,
  })
  for (const one of contenders) await heat(load, orderFor(one), one.warmUp ?? plan.warmUp)
  const measurements: Measurement[][] = contenders.map(() => [])
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, one] of contenders.entries()) {
      if (round % (one.everyRounds ?? 1) !== 0) continue
      prepare?.(one.server)
      measurements[index]?.push({ round, ...(await measure(one.server, load, orderFor(one))) })
    }
  }
  return measurements
}

async function measure(
  server: MeasuredServer,
  load: Load,
  order: LoadOrder,
): Promise<Omit<Measurement, 'round'>> {
  const cpuBeforeUs = await server.cpuTimeUs()
  const result = await load.run(order)
  const cpuUs = (await server.cpuTimeUs()) - cpuBeforeUs
  return {
    ...result,
    perSecond: (result.requests / result.elapsedMs) * 1000,
    perCpuSecond: (result.requests / cpuUs) * 1e6,
  }
}

async function heat(load: Load, order: LoadOrder, { requests, maxMs }: WarmUp): Promise<void> {
  let answered = 0
  for (let spentMs = 0; spentMs < maxMs && answered < requests; spentMs += warmUpStepMs) {
    answered += (await load.run({ ...order, durationMs: warmUpStepMs })).requests
  }
}
