import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { RunningContactd } from '../contactd.ts'
import { cpuTimeOfTreeUs } from '../cpu-time.ts'
import type { Load } from '../load.ts'
import { adopt } from '../workspace.ts'
import type { PostgresLoad } from './bench-postgres.ts'
import type { ClientOrder, ClientResult } from './client-process.ts'
import { findPgbench, runPgbench } from './pgbench.ts'

/** What contactd is called on the page, by its number of workers. */
export const names = { one: 'contactd', two: 'contactd, two workers' } as const

/** Something that loads PostgreSQL. */
export interface Subject {
  name: string
  loads: readonly PostgresLoad[]
  /** CPU time of its servers so far, in microseconds; 0 for what has none. */
  cpuTimeUs(): number
  run(load: PostgresLoad, durationMs: number): Promise<SubjectResult>
}

interface SubjectResult {
  requests: number
  elapsedMs: number
  p50Ms: number | undefined
  p99Ms: number | undefined
  /** CPU time of whoever asked, in microseconds. */
  loadCpuUs: number
}

/** contactd under the load of HTTP. */
export function contactdSubject(
  name: string,
  { url, process: { pid } }: RunningContactd,
  { load, connections }: { load: Load; connections: number },
): Subject {
  if (pid === undefined) throw new Error('contactd has no process id.')
  const port = Number(new URL(url).port)
  return {
    name,
    loads: ['update', 'get'],
    cpuTimeUs: () => cpuTimeOfTreeUs(pid),
    run: (kind, durationMs) => load.run({ port, connections, durationMs, kind }),
  }
}

/** The transaction of an update alone: by pgbench, or by a client of Node.js where there is none. */
export function transactionSubject(
  workspace: string,
  order: Omit<ClientOrder, 'durationMs'>,
): Subject & { fact: string; stop(): void } {
  const common = { loads: ['update'], cpuTimeUs: () => 0 } as const
  const pgbench = findPgbench()
  if (pgbench) {
    return {
      ...common,
      name: 'pgbench',
      fact: `${pgbench.version}, prepared statements, one thread`,
      async run(_, durationMs) {
        const result = await runPgbench(pgbench, { ...order, workspace, durationMs })
        const { transactions: requests, elapsedMs, cpuUs: loadCpuUs } = result
        return { requests, elapsedMs, p50Ms: undefined, p99Ms: undefined, loadCpuUs }
      },
      stop() {},
    }
  }
  const child = adopt(fork(fileURLToPath(new URL('client-process.ts', import.meta.url))))
  const ended = once(child, 'exit').then((): never => {
    throw new Error('The clients of PostgreSQL ended: the lines above say why.')
  })
  ended.catch(() => {})
  return {
    ...common,
    name: 'Node.js client',
    fact: 'the transaction alone by a client of Node.js (`pg`): there is no pgbench on this machine',
    async run(_, durationMs) {
      child.send({ ...order, durationMs } satisfies ClientOrder)
      const [result] = (await Promise.race([once(child, 'message'), ended])) as [ClientResult]
      return { ...result, requests: result.transactions, loadCpuUs: result.cpuUs }
    },
    stop: () => child.kill(),
  }
}
