/** The eight documented formats: the year first or last, and one separator of `/ - . _` used twice. */
const yearFirst = /^(\d{4})([/\-._])(\d{2})\2(\d{2})$/
const yearLast = /^(\d{2})([/\-._])(\d{2})\2(\d{4})$/

/**
 * Parses a birth date strictly: it must exist in the calendar (30 February does not).
 * @returns `YYYY-MM-DD`, or undefined.
 */
export function parseBirthday(text: string): string | undefined {
  const first = yearFirst.exec(text)
  if (first) return calendarDate(first[1], first[3], first[4])
  const last = yearLast.exec(text)
  return last ? calendarDate(last[4], last[1], last[3]) : undefined
}

function calendarDate(year = '', month = '', day = ''): string | undefined {
  const date = `${year}-${month}-${day}`
  const time = Date.parse(`${date}T00:00:00.000Z`)
  // V8 reads 30 February as 2 March: a valid date formats back to itself.
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== date || year === '0000'
    ? undefined
    : date
}
