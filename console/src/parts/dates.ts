/** By time zone: making one takes longer than a row of a table may. */
const formats = new Map<string, Intl.DateTimeFormat>()

/** A date and time in a location's zone, in the browser's language. @param date ISO 8601, or ms since 1970. */
export function dateTimeText(date: string | number, timeZone: string): string {
  let format = formats.get(timeZone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short', timeZone })
    formats.set(timeZone, format)
  }
  return format.format(new Date(date))
}
