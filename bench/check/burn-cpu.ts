/**
 * Preloaded into a server to prove that the check notices: each request occupies the main thread for as much longer as
 * `BENCH_BURN_PERCENT` says, measured by the CPU time that the process has used without it.
 */
import { subscribe } from 'node:diagnostics_channel'

const share = Number(process.env.BENCH_BURN_PERCENT) / 100
/** One reading of the CPU time for so many requests. */
const requestsPerReading = 200

let requests = 0
let burnedUs = 0
let ownUs = ownTimeUs()
let burnPerRequestUs = 0

/** What the process would have used without this. */
function ownTimeUs(): number {
  const { user, system } = process.cpuUsage()
  return user + system - burnedUs
}

subscribe('http.server.request.start', () => {
  requests += 1
  if (requests % requestsPerReading === 0) {
    const now = ownTimeUs()
    burnPerRequestUs = ((now - ownUs) / requestsPerReading) * share
    ownUs = now
  }
  const startedAt = performance.now()
  const endAt = startedAt + burnPerRequestUs / 1000
  while (performance.now() < endAt);
  burnedUs += (performance.now() - startedAt) * 1000
})
