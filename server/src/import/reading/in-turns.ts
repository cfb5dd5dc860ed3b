import { setTimeout as sleep } from 'node:timers/promises'
import { monotonicMs } from '../../lib/clock.ts'

/** The longest work on rows in one turn of the event loop. */
const maxTurnMs = 2
/** The longest pause after it. */
const maxPauseMs = 50

/**
 * Passes rows on, and pauses after each turn for as long as it took: requests to the same process are answered in
 * between, and have half of its time.
 */
export async function* inTurns<Row>(rows: AsyncIterable<Row>): AsyncGenerator<Row> {
  let since = monotonicMs()
  for await (const row of rows) {
    yield row
    const workedMs = monotonicMs() - since
    if (workedMs < maxTurnMs) continue
    await sleep(Math.min(workedMs, maxPauseMs))
    since = monotonicMs()
  }
}
