/**
 * Preloaded into each measured server: reports over IPC the port that the server listens on, the CPU time of the
 * process with all of its threads, and, while it is watched, how long one turn of the event loop occupied the main
 * thread.
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
 * An immediate that schedules the next one runs once in each turn of the event loop, and keeps the loop from sleeping.
 * The work of one turn lies between two of them: its timers, the data from sockets, other immediates, and their
 * promises. `threadCpuUsage` is the CPU time of this thread only. It excludes other threads and other programs, which
 * the clock (`monitorEventLoopDelay`) would include.
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
    // The turn that received this message is not measured.
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
