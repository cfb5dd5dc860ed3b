import { Type } from 'typebox'
import type { AnyRequest } from './messages.ts'
import { maxTextViolations, textViolations } from './text-check.ts'

/**
 * A whole number in a query. It is converted before validation, so the schema has its limits.
 * @param bounds the minimum and the maximum, both inclusive.
 */
export const queryNumber = (
  description: string,
  example: number,
  { minimum = 0, maximum = 999_999_999 }: { minimum?: number; maximum?: number } = {},
) => Type.Optional(Type.Number({ description, example, minimum, maximum, multipleOf: 1 }))

/**
 * The number of rows requested, at least 1. A larger number than the page size is lowered to it, unless a maximum is
 * given.
 */
export const limitInQuery = (description: string, example: number, maximum?: number) =>
  queryNumber(description, example, { minimum: 1, ...(maximum !== undefined && { maximum }) })

/** Prepares a query for its schema: converts its numbers and booleans, and finds ill-formed text. */
export function readQuery(
  request: Pick<AnyRequest, 'raw' | 'query' | 'textViolations'>,
  schema: QuerySchema,
): void {
  refuseIllFormed(request)
  readValues(request.query as Record<string, unknown>, schema)
}

interface QuerySchema {
  properties?: Record<string, { type?: unknown }>
}

/**
 * Converts numbers as HighLevel's framework does, with `Number()`: `2.0` and ` 2 ` are 2. Neither an empty text nor a
 * repeated parameter is a number. Booleans are `true` and `false`; an empty one counts as missing.
 */
function readValues(query: Record<string, unknown>, { properties = {} }: QuerySchema): void {
  for (const [name, { type }] of Object.entries(properties)) {
    const sent = query[name]
    if (typeof sent !== 'string') continue
    // Anything else stays as it is, and the schema refuses it.
    if (type === 'number' && Number.isFinite(Number(sent))) query[name] = Number(sent)
    if (type === 'boolean' && (sent === 'true' || sent === 'false')) query[name] = sent === 'true'
    if (type === 'boolean' && sent === '') delete query[name]
  }
}

/**
 * A NUL, or percent-encoding that is not UTF-8 (a byte of Latin-1, half of a surrogate pair), is a violation, as in a
 * body.
 */
function refuseIllFormed(request: Pick<AnyRequest, 'raw' | 'query' | 'textViolations'>): void {
  const [, query] = request.raw.url?.split('?', 2) ?? []
  if (!query?.includes('%')) return
  const violations = [...textViolations(request.query), ...encodingViolations(query)]
  if (violations.length > 0) request.textViolations = [...(request.textViolations ?? []), ...violations]
}

/**
 * The violations of percent-encoding. The parser leaves a value that it can't decode unchanged: it would search for the
 * literal `caf%E9`. A `%` that does not begin a byte stays as it is; HighLevel's parser does the same.
 */
const encodingViolations = (query: string): string[] =>
  query
    .split('&')
    .filter((pair) => pair.match(encodedBytes)?.some((bytes) => decoded(bytes) === undefined))
    .slice(0, maxTextViolations)
    .map((pair) => {
      const [name = ''] = pair.split('=', 1)
      return `${decoded(name)?.replaceAll('\0', '') ?? name} must be percent-encoded UTF-8`
    })

const encodedBytes = /(?:%[\da-f]{2})+/gi

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
