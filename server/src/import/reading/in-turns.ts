import { monotonicMs } from '../../lib/clock.ts'
import { pauseAfter } from '../../lib/pause-after.ts'

/** The longest work on rows in one turn of the event loop. */
const maxTurnMs = 2

/**
 * Passes rows on, and pauses after each turn for as long as it took, with what was done with its rows: requests to the
 * same process, and other writers of the database, have half of the time.
 */
export async function* inTurns<Row>(rows: AsyncIterable<Row>): AsyncGenerator<Row> {
  let since = monotonicMs()
  for await (const row of rows) {
    yield row
    const workedMs = monotonicMs() - since
    if (workedMs < maxTurnMs) continue
    await pauseAfter(workedMs)
    since = monotonicMs()
  }
}
