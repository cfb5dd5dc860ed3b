import type { Load, LoadOrder, LoadResult } from './load.ts'
import type { MeasuredServer } from './measured-server.ts'
import type { RequestKind } from './requests.ts'

const warmUpStepMs = 500

/** One server's share of one round. */
export interface Measurement extends LoadResult {
  perSecond: number
  /** Requests for each second of CPU time that the server took. */
  perCpuSecond: number
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
 * @returns for each server, in order, a measurement a round.
 */
export async function measureInTurns(
  servers: readonly MeasuredServer[],
  load: Load,
  plan: RoundPlan,
): Promise<Measurement[][]> {
  const { rounds, warmUp, connections, durationMs, kind = 'update', prepare } = plan
  for (const { port } of servers) await heat(load, { port, connections, kind }, warmUp)
  const measurements: Measurement[][] = servers.map(() => [])
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, server] of servers.entries()) {
      prepare?.(server)
      const cpuBeforeUs = await server.cpuTimeUs()
      const result = await load.run({ port: server.port, connections, durationMs, kind })
      const cpuUs = (await server.cpuTimeUs()) - cpuBeforeUs
      measurements[index]?.push({
        ...result,
        perSecond: (result.requests / result.elapsedMs) * 1000,
        perCpuSecond: (result.requests / cpuUs) * 1e6,
      })
    }
  }
  return measurements
}

async function heat(
  load: Load,
  of: Omit<LoadOrder, 'durationMs'>,
  { requests, maxMs }: WarmUp,
): Promise<void> {
  let answered = 0
  for (let spentMs = 0; spentMs < maxMs && answered < requests; spentMs += warmUpStepMs) {
    answered += (await load.run({ ...of, durationMs: warmUpStepMs })).requests
  }
}
