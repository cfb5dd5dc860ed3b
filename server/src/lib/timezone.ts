import { BoundedCache } from './bounded-cache.ts'

/** A call of Intl costs 50 µs and more; a location's contacts share a few zones. */
const known = new BoundedCache<string, boolean>(1000)

/** The longest name has 32 characters. Longer texts are refused without being cached. */
const maxNameLength = 64

/** Whether a text names an IANA time zone (`America/Chihuahua`, `UTC`). An offset (`+01:00`) does not. */
export function isTimezone(text: string): boolean {
  if (text.length > maxNameLength) return false
  const remembered = known.get(text)
  if (remembered !== undefined) return remembered
  const verdict = /^[A-Za-z]/.test(text) && isKnownToIntl(text)
  known.set(text, verdict)
  return verdict
}

function isKnownToIntl(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat(undefined, { timeZone })
    return true
  } catch {
    return false
  }
}

/** The zones to choose from, sorted by name, including `UTC`. */
export function listTimezones(): string[] {
  return [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC'])].sort()
}
