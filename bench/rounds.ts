import type { Load, LoadResult } from './load.ts'
import type { MeasuredServer } from './measured-server.ts'

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
  warmUpMs: number
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
  const { rounds, connections, durationMs, warmUpMs } = plan
  for (const { port } of servers) await load.run({ port, connections, durationMs: warmUpMs })
  const measurements: Measurement[][] = servers.map(() => [])
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, server] of servers.entries()) {
      const cpuBeforeUs = await server.cpuTimeUs()
      const result = await load.run({ port: server.port, connections, durationMs })
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
