import type { RangeBounds } from '../../columnstore/query.ts'
import { foldCase } from '../../lib/fold-case.ts'
import { parseInstant } from '../../lib/instant.ts'
import type { FieldKind } from './search-fields.ts'

const names = ['gt', 'gte', 'lt', 'lte'] as const

/**
 * Parses the value of `range`: at least one bound, and nothing else.
 * @returns the bounds as values of the kind's columns, or undefined if it is not a range of the kind.
 */
export function readBounds(kind: FieldKind, value: unknown): RangeBounds | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const { gt, gte, lt, lte, ...rest } = value as Record<string, unknown>
  const sent = { gt, gte, lt, lte }
  const given = names.filter((name) => sent[name] !== undefined)
  if (given.length === 0 || Object.keys(rest).length > 0) return undefined
  const bounds: RangeBounds = {}
  for (const name of given) {
    const bound = readBound(kind, sent[name])
    if (bound === undefined) return undefined
    bounds[name] = bound
  }
  return bounds
}

function readBound(kind: FieldKind, value: unknown): string | number | undefined {
  switch (kind) {
    case 'number':
      return readNumber(value)
    case 'time':
      return readTime(value)
    case 'date':
      return isoTextOf(readTime(value))
    default:
      return undefined
  }
}

/** A number, or its decimal text, which forms send. */
export function readNumber(value: unknown): number | undefined {
  const isDecimal = typeof value === 'string' && value.length <= 40 && /^\s*[-+]?\d+(\.\d+)?\s*$/.test(value)
  const number = isDecimal ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

/** Milliseconds since 1970, or a date or an instant of ISO 8601. @returns milliseconds. */
function readTime(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined
  return typeof value === 'string' ? parseInstant(value) : undefined
}

/** ISO texts sort by time while the year has four digits. */
const firstTime = Date.parse('0000-01-01T00:00:00.000Z')
const lastTime = Date.parse('9999-12-31T23:59:59.999Z')

/** A time in the format of custom date columns. Times outside their range become the nearest text. */
function isoTextOf(time: number | undefined): string | undefined {
  if (time === undefined) return undefined
  if (time < firstTime) return ''
  return time > lastTime ? 'after' : foldCase(new Date(time).toISOString())
}
