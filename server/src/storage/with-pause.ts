import { setTimeout as sleep } from 'node:timers/promises'
import { monotonicMs } from '../lib/clock.ts'

/** The longest pause after a write. */
const maxPauseMs = 50

/**
 * Pauses after one of many writes for as long as it took, so that other writers get half of the time: SQLite has one
 * writer at a time, and those in other processes that wait for it try again every few milliseconds.
 */
export async function withPause<T>(write: () => Promise<T>): Promise<T> {
  const start = monotonicMs()
  const result = await write()
  await sleep(Math.min(monotonicMs() - start, maxPauseMs))
  return result
}
