import type { ChildProcess } from 'node:child_process'
import cluster from 'node:cluster'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { endLostConnections } from './lost-connections.ts'
import type { WorkerProcess } from './worker-pool.ts'

/** What a worker tells the process that started it: that it listens, and where. */
export interface ListeningMessage {
  listensAt: string
}

/** What it is told: to make room for another. */
const retireMessage = 'retire'

/**
 * Starts this program once more, as a worker.
 * @param writeLine takes what it logs, line by line.
 * @param onListening is told where it listens.
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
      // It may have ended a moment ago: then there is nobody to tell.
      if (worker.isConnected()) worker.send(retireMessage, () => undefined)
    },
    stop: () => child.kill('SIGTERM'),
    kill: () => child.kill('SIGKILL'),
  }
}

/** Resolves when the process has ended and all that it wrote has been passed on. */
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
