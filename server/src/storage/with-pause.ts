import { monotonicMs } from '../lib/clock.ts'
import { pauseAfter } from '../lib/pause-after.ts'

/**
 * Pauses after one of many writes for as long as it took, so that other writers get half of the time: SQLite has one
 * writer at a time, and those in other processes that wait for it try again every few milliseconds.
 */
export async function withPause<T>(write: () => Promise<T>): Promise<T> {
  const start = monotonicMs()
  const result = await write()
  await pauseAfter(monotonicMs() - start)
  return result
}
