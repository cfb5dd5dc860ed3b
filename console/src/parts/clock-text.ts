/** The time of a day with seconds in a zone, in the browser's language, after the date if it is another day. @param now in ms since 1970. */
export function clockText(at: string, timeZone: string, now: number): string {
  const date = new Date(at)
  const dayOf = (day: Date) => day.toLocaleDateString(undefined, { timeZone })
  const isToday = dayOf(date) === dayOf(new Date(now))
  return date.toLocaleString(undefined, {
    timeZone,
    timeStyle: 'medium',
    ...(!isToday && { dateStyle: 'medium' }),
  })
}
