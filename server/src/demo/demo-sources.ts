import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'

/** What the demo is made with. */
export interface DemoSources {
  clock: Clock
  ids: Ids
}

/** The sources, but with an id that is known. */
export const withId = ({ clock, ids }: DemoSources, id: string): DemoSources => ({
  clock,
  ids: { ...ids, next: () => id },
})
