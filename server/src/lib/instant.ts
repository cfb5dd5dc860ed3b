const pattern = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?)?$/

/**
 * Reads a date or an instant of ISO 8601, strictly: a day that no calendar has (30 February) is none. Without
 * an offset it is meant in UTC; a date is its first moment.
 * @returns milliseconds since 1970, or undefined.
 */
export function parseInstant(text: string): number | undefined {
  const [, date, time = '00:00', offset = 'Z'] = pattern.exec(text) ?? []
  if (date === undefined || !isDate(date)) return undefined
  const ms = Date.parse(`${date}T${time}${offset.replace(/^(.\d\d)(\d\d)$/, '$1:$2')}`)
  return ms >= earliest && ms <= latest ? ms : undefined
}

/** Beyond them JavaScript writes years with a sign and six digits. */
const earliest = Date.parse('0000-01-01T00:00:00.000Z')
const latest = Date.parse('9999-12-31T23:59:59.999Z')

/** V8 reads 30 February as 2 March: only a date that comes back as it went in is one. */
function isDate(date: string): boolean {
  const ms = Date.parse(`${date}T00:00:00.000Z`)
  return !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 10) === date
}
