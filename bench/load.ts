import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { RequestKind } from './requests.ts'
import { adopt } from './workspace.ts'

export interface LoadOrder {
  port: number
  connections: number
  durationMs: number
  /** Updates where it is missing. */
  kind?: RequestKind
  /** Keeps to the first so many contacts; to all where it is missing. */
  contacts?: number
}

export interface LoadResult {
  requests: number
  /** Answers that are no success. */
  failures: number
  elapsedMs: number
  /** Of a body, on average. */
  responseBytes: number
  p50Ms: number
  p99Ms: number
  maxMs: number
  /** CPU time that the load generator itself took, in microseconds. */
  loadCpuUs: number
}

/** The load generator's end in this process. */
export interface Load {
  /** @throws Error when an answer is no success. */
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
