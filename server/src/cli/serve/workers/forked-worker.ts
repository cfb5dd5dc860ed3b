import type { ChildProcess } from 'node:child_process'
import cluster from 'node:cluster'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { endLostConnections } from './lost-connections.ts'
import type { PooledMetrics } from './pooled-metrics.ts'
import type { PooledRequests } from './pooled-requests.ts'
import type { FromWorker, ToWorker } from './worker-messages.ts'
import type { WorkerProcess } from './worker-pool.ts'

export interface ForkOptions {
  /** Receives its log, line by line. */
  writeLine: (line: string) => void
  /** Receives the address on which it listens. */
  onListening: (url: string) => void
  metrics: PooledMetrics
  requests: PooledRequests
}

/** Starts this program as a worker. */
export function forkWorker({ writeLine, onListening, ...pooled }: ForkOptions): WorkerProcess {
  const worker = cluster.fork()
  const child = worker.process
  endLostConnections(child)
  const ended = endOf(child, writeLine)
  const send = (message: ToWorker) => {
    // The worker may have just ended.
    if (worker.isConnected()) worker.send(message, () => undefined)
  }
  const asked = { send }
  const collectors = [pooled.metrics, pooled.requests]
  const listening = new Promise<boolean>((resolve) => {
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'listens') {
        for (const collector of collectors) collector.add(asked)
        onListening(message.at)
        resolve(true)
      } else for (const collector of collectors) collector.receive(asked, message)
    })
    void ended.then(() => {
      for (const collector of collectors) collector.remove(asked)
      resolve(false)
    })
  })
  return {
    pid: child.pid ?? 0,
    listening,
    ended,
    retire: () => send({ kind: 'retire' }),
    stop: () => child.kill('SIGTERM'),
    kill: () => child.kill('SIGKILL'),
  }
}

/** Resolves when the process has ended and all of its output has been forwarded. */
async function endOf(child: ChildProcess, writeLine: (line: string) => void): Promise<string> {
  const written = child.stderr && createInterface({ input: child.stderr }).on('line', writeLine)
  const read = written && once(written, 'close')
  try {
    const [code, signal] = await once(child, 'exit')
    await read
    return signal ?? `exit code ${code}`
  } catch (error) {
    return (error as Error).message
  }
}
