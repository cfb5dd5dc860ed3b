import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { RequestKind } from './requests.ts'
import { adopt } from './workspace.ts'

export interface LoadOrder {
  port: number
  connections: number
  durationMs: number
  /** Default: updates. */
  kind?: RequestKind
  /** The number of contacts to use, from the first. Default: all. */
  contacts?: number
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
  const child = adopt(fork(fileURLToPath(new URL('load-process.ts', import.meta.url)), [dataFile]))
  const ended = once(child, 'exit').then((): never => {
    throw new Error('The load generator ended: the lines above say why.')
  })
  ended.catch(() => {})
  return {
    async run(order) {
      child.send(order)
      const [result] = (await Promise.race([once(child, 'message'), ended])) as [LoadResult]
      if (result.failures > 0)
        throw new Error(`${result.failures} of ${result.requests} answers were no success.`)
      return result
    },
    stop: () => child.kill(),
  }
}
