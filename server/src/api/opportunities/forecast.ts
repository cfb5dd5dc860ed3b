import { parseBirthday } from '../../lib/birthday.ts'
import { parseInstant } from '../../lib/instant.ts'

/** When an opportunity is expected to close. Only version v3 has it. */
export interface Forecast {
  /** `YYYY-MM-DD`. */
  forecastExpectedCloseDate?: string | undefined
  /** The first expected date: `YYYY-MM-DD`. */
  forecastOriginalCloseDate?: string | undefined
  /** How often the expected date moved to a later one. */
  forecastSlippageCount?: number | undefined
  /** How many days after the first expected date the opportunity is now expected to close. */
  forecastDaysSlipped?: number | undefined
  forecastLastSlippedAt?: string | undefined
  /** In percent. */
  forecastProbability?: number | undefined
}

const dayMs = 24 * 60 * 60 * 1000

/** The properties that change with the expected date. @param sent the new one, if any: `YYYY-MM-DD`. */
export function forecastAfter(before: Forecast, sent: string | undefined, now: string): Forecast {
  const last = before.forecastExpectedCloseDate
  if (sent === undefined || sent === last) return {}
  const original = before.forecastOriginalCloseDate ?? sent
  const hasSlipped = last !== undefined && sent > last
  return {
    forecastExpectedCloseDate: sent,
    forecastOriginalCloseDate: original,
    forecastSlippageCount: (before.forecastSlippageCount ?? 0) + (hasSlipped ? 1 : 0),
    forecastDaysSlipped: Math.max(0, (Date.parse(sent) - Date.parse(original)) / dayMs),
    ...(hasSlipped && { forecastLastSlippedAt: now }),
  }
}

/** Reads a date in a format of birth dates, or an ISO 8601 instant. @returns `YYYY-MM-DD` in UTC, or undefined. */
export function parseCloseDate(text: string): string | undefined {
  const day = parseBirthday(text)
  if (day !== undefined) return day
  const instant = parseInstant(text)
  return instant === undefined ? undefined : new Date(instant).toISOString().slice(0, 10)
}
