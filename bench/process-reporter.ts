/**
 * Loaded into each server that is measured, before it: tells the benchmark over IPC which port the server listens on,
 * how much CPU time the process has used, all its threads together, and, while it is watched, how long one turn of the
 * event loop held the main thread.
 */
import { subscribe } from 'node:diagnostics_channel'
import type { Server } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

subscribe('tracing:net.server.listen:asyncEnd', (message) => {
  const address = (message as { server: Server }).server.address()
  if (address !== null && typeof address === 'object') process.send?.({ port: address.port })
})

let isWatching = false
let longestTurnUs = 0

/**
 * An immediate that asks for the next one runs once in each turn of the event loop, and keeps the loop from sleeping.
 * Between two of them lies everything that one turn did: its timers, what it read from sockets, other immediates, and
 * the promises behind them. `threadCpuUsage` is the CPU time of this thread alone: neither other threads nor other
 * programs on the machine are in it, which the clock (`monitorEventLoopDelay`) could not tell apart.
 */
function watchTurns(before: number): void {
  if (!isWatching) return
  const now = mainThreadUs()
  longestTurnUs = Math.max(longestTurnUs, now - before)
  setImmediate(watchTurns, now)
}

function mainThreadUs(): number {
  const { user, system } = process.threadCpuUsage()
  return user + system
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
}

process.on('message', (message) => {
  if (message === 'usage') return process.send?.({ cpu: process.cpuUsage() })
  if (message === 'collect') {
    collectGarbage()
    return process.send?.({ collected: true })
  }
  if (message === 'watch') {
    isWatching = true
    longestTurnUs = 0
    // The turn in which this message came is not looked at.
    setImmediate(() => {
      process.send?.({ watching: true })
      setImmediate(() => watchTurns(mainThreadUs()))
    })
    return
  }
  isWatching = false
  return process.send?.({ longestTurnUs })
})
process.channel?.unref()
