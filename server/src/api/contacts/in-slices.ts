import { setImmediate as othersFirst } from 'node:timers/promises'
import type { Clock } from '../../lib/clock.ts'

/** The most contacts that are changed at once. One sync to disk serves all of them. */
const maxAtOnce = 25
/** The target duration of a slice. The next slice is larger after a faster one and smaller after a slower one. */
const sliceTimeMs = 10

/**
 * Changes many contacts, each in its own write, in slices between which other work runs. The first slice has one
 * contact; the next ones have as many as take about `sliceTimeMs`.
 * @returns the outcomes, in the order of the items.
 * @throws the error of `change` after the other changes of the slice have ended. Later slices do not start.
 */
export async function changeInSlices<Item, Outcome>(
  clock: Clock,
  items: readonly Item[],
  change: (item: Item, index: number) => Promise<Outcome>,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  let atOnce = 1
  while (outcomes.length < items.length) {
    const from = outcomes.length
    const startedAt = clock.now()
    const slice = items.slice(from, from + atOnce)
    const settled = await Promise.allSettled(slice.map((item, offset) => change(item, from + offset)))
    for (const one of settled) {
      if (one.status === 'rejected') throw one.reason
      outcomes.push(one.value)
    }
    const isQuick = clock.now() - startedAt < sliceTimeMs
    atOnce = isQuick ? Math.min(2 * atOnce, maxAtOnce) : Math.max(1, Math.floor(atOnce / 2))
    await othersFirst()
  }
  return outcomes
}
