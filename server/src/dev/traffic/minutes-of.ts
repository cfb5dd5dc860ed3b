import { type MinuteCounts, minuteMs, type ReadMinutes } from '../../traffic/activity/activity.ts'
import { RequestCounter } from '../../traffic/activity/minute-counts.ts'
import type { Journal } from '../../traffic/journal.ts'

/** The counts of the requests that are in the journal: a development server stores none. */
export const minutesOf =
  (journal: Journal): ReadMinutes =>
  async ({ locationId, first, before }) => {
    const counters = new Map<number, RequestCounter>()
    for (const request of journal.storedOf(locationId)) {
      const minute = Math.floor(request.at / minuteMs)
      if (minute < first || minute >= before) continue
      const counter = counters.get(minute) ?? new RequestCounter()
      counters.set(minute, counter)
      counter.add(request)
    }
    return [...counters]
      .map(([minute, counter]): MinuteCounts => ({ ...counter, minute }))
      .sort((one, other) => one.minute - other.minute)
  }
