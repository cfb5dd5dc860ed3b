import type { ChildProcess } from 'node:child_process'
import cluster from 'node:cluster'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { endLostConnections } from './lost-connections.ts'
import type { WorkerProcess } from './worker-pool.ts'

/** A worker's message to its parent: that it listens, and where. */
export interface ListeningMessage {
  listensAt: string
}

/** The message to a worker to make room for another. */
const retireMessage = 'retire'

/**
 * Starts this program as a worker.
 * @param writeLine receives its log, line by line.
 * @param onListening receives the address on which it listens.
 */
export function forkWorker(
  writeLine: (line: string) => void,
  onListening: (url: string) => void,
): WorkerProcess {
  const worker = cluster.fork()
  const child = worker.process
  endLostConnections(child)
  const ended = endOf(child, writeLine)
  const listening = new Promise<boolean>((resolve) => {
    worker.on('message', ({ listensAt }: ListeningMessage) => {
      onListening(listensAt)
      resolve(true)
    })
    void ended.then(() => resolve(false))
  })
  return {
    pid: child.pid ?? 0,
    listening,
    ended,
    retire: () => {
      // The worker may have just ended.
      if (worker.isConnected()) worker.send(retireMessage, () => undefined)
    },
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
