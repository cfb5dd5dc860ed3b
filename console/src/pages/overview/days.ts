/** A day in a zone: when it begins, and when the next one does, in ms since 1970. */
export interface Day {
  from: number
  to: number
}

/** The last days of a zone, the oldest first. @param now in ms since 1970: its day is the last one. */
export function lastDays(count: number, timeZone: string, now: number): Day[] {
  const { year, month, day } = partsIn(timeZone, now)
  const begins = Array.from({ length: count + 1 }, (_, index) =>
    midnight(Date.UTC(year, month - 1, day - count + 1 + index), timeZone),
  )
  return begins.slice(0, -1).map((from, index) => ({ from, to: begins[index + 1] ?? from }))
}

/** @param asUtc the same date and time in UTC. */
function midnight(asUtc: number, timeZone: string): number {
  const first = asUtc - offsetMs(timeZone, asUtc)
  // The offset may be another one there: clocks change at night.
  return asUtc - offsetMs(timeZone, first)
}

/** How much later the clocks of the zone are than those of UTC. */
function offsetMs(timeZone: string, at: number): number {
  const { year, month, day, hour, minute, second } = partsIn(timeZone, at)
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000
}

function partsIn(timeZone: string, at: number) {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    ...({ year: 'numeric', month: 'numeric', day: 'numeric' } as const),
    ...({ hour: 'numeric', minute: 'numeric', second: 'numeric' } as const),
  })
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts
  return { year, month, day, hour, minute, second }
}
