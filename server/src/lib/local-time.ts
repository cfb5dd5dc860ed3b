/**
 * Returns a formatter of instants in the local time of a time zone: `2021-07-16 11:00:00`.
 * @param timeZone that `isTimezone` accepts.
 */
export function localTimeFormat(timeZone: string): (instantMs: number) => string {
  const format = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    calendar: 'iso8601',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  return (instantMs) => {
    const parts = new Map(format.formatToParts(instantMs).map(({ type, value }) => [type, value]))
    const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? ''
    const date = `${of('year').padStart(4, '0')}-${of('month')}-${of('day')}`
    return `${date} ${of('hour')}:${of('minute')}:${of('second')}`
  }
}
