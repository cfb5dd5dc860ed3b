import { Type } from 'typebox'
import type { AnyRequest } from './messages.ts'
import { maxTextViolations, textViolations } from './text-check.ts'

/**
 * A whole number in a query. It has been read when the schema judges it, so that the bounds are the schema's.
 * @param bounds the least and the greatest, both taken.
 */
export const queryNumber = (
  description: string,
  example: number,
  { minimum = 0, maximum = 999_999_999 }: { minimum?: number; maximum?: number } = {},
) => Type.Optional(Type.Number({ description, example, minimum, maximum, multipleOf: 1 }))

/** How many rows are asked for, from 1. What is beyond the most is answered as the most, unless a maximum is named. */
export const limitInQuery = (description: string, example: number, maximum?: number) =>
  queryNumber(description, example, { minimum: 1, ...(maximum !== undefined && { maximum }) })

/** Reads a query before its schema is asked: its numbers, and text that is none. */
export function readQuery(
  request: Pick<AnyRequest, 'raw' | 'query' | 'textViolations'>,
  schema: QuerySchema,
): void {
  refuseIllFormed(request)
  readNumbers(request.query as Record<string, unknown>, schema)
}

interface QuerySchema {
  properties?: Record<string, { type?: unknown }>
}

/**
 * Reads numbers as HighLevel's framework does, by `Number()`: `2.0` and ` 2 ` are 2, no text is 0, and a parameter that
 * is repeated is none.
 */
function readNumbers(query: Record<string, unknown>, { properties = {} }: QuerySchema): void {
  for (const [name, { type }] of Object.entries(properties)) {
    const sent = type === 'number' ? query[name] : undefined
    const number = typeof sent === 'string' ? Number(sent) : Number.NaN
    // What is no number stays as it came, for the schema to refuse.
    if (Number.isFinite(number)) query[name] = number
  }
}

/**
 * A NUL, or percent-encoding that is not UTF-8 (a byte of Latin-1, half of a surrogate pair), is a violation, as it is in
 * a body.
 */
function refuseIllFormed(request: Pick<AnyRequest, 'raw' | 'query' | 'textViolations'>): void {
  const [, query] = request.raw.url?.split('?', 2) ?? []
  if (!query?.includes('%')) return
  const violations = [...textViolations(request.query), ...encodingViolations(query)]
  if (violations.length > 0) request.textViolations = [...(request.textViolations ?? []), ...violations]
}

/**
 * The violations of percent-encoding. The parser leaves a value that it can't decode as it was sent: `caf%E9` would
 * be searched for by these letters. A `%` that begins no byte is left to it: HighLevel's parser does the same.
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
