import type { buildConnector } from 'undici'
import { monotonicMs } from '../../lib/clock.ts'

/** When the connection was opened that ended with an error, in milliseconds of the monotonic clock. */
const openedMsByError = new WeakMap<Error, number>()

/** A connector whose connections leave their age with the error that ends them. */
export function timedConnector(connect: buildConnector.connector): buildConnector.connector {
  return (options, callback) =>
    connect(options, (...[error, socket]) => {
      if (error !== null) return callback(error, null)
      const openedMs = monotonicMs()
      socket.on('error', (ended) => openedMsByError.set(ended, openedMs))
      callback(null, socket)
    })
}

/** Whether a connection that ended with an error was open at a time, in milliseconds of the monotonic clock. */
export function wasOpenAt(error: Error, timeMs: number): boolean {
  const openedMs = openedMsByError.get(error)
  return openedMs !== undefined && openedMs < timeMs
}
