import { forkProcess } from './forked-process.ts'
import type { RequestKind } from './requests.ts'

export interface LoadOrder {
  port: number
  connections: number
  durationMs: number
  /** Default: updates. */
  kind?: RequestKind
  /** The number of contacts to use, from the first. Default: all. */
  contacts?: number
  /** The rate of the requests, in all. Default: as many as the server answers. */
  perSecond?: number | undefined
  /** Whether the next order for this port uses the same connections. Default: it opens others. */
  keepsConnections?: boolean
}

export interface LoadResult {
  requests: number
  /** The number of unsuccessful responses. */
  failures: number
  elapsedMs: number
  /** The average length of a body. */
  responseBytes: number
  p50Ms: number
  p99Ms: number
  maxMs: number
  /** The CPU time of the load generator itself, in microseconds. */
  loadCpuUs: number
}

/** The client of the load generator in this process. */
export interface Load {
  /** @throws Error if a response is unsuccessful. */
  run(order: LoadOrder): Promise<LoadResult>
  stop(): void
}

/** @param dataFile JSON of ExampleData. */
export function startLoad(dataFile: string): Load {
  const process = forkProcess<LoadOrder, LoadResult>(new URL('load-process.ts', import.meta.url), [dataFile])
  return {
    async run(order) {
      const result = await process.ask(order)
      if (result.failures > 0)
        throw new Error(`${result.failures} of ${result.requests} answers were no success.`)
      return result
    },
    stop: process.stop,
  }
}
