/** A date and time in a location's zone, in the browser's language. @param date ISO 8601, or ms since 1970. */
export const dateTimeText = (date: string | number, timeZone: string): string =>
  new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(
    new Date(date),
  )
