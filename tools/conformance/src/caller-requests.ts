import type { GoodValues } from './good-values.ts'
import type { SpecOperation } from './load-spec.ts'
import type { RequestCase } from './request-case.ts'
import { fullRequest } from './request-parts.ts'

const unauthenticated = [401]
const unauthorized = [401, 403]

/**
 * Valid requests of different callers. Each scope in the file is accepted and all others are refused; so are requests
 * with no token or an unknown one.
 * @param scopes all existing scopes.
 */
export function callerRequests(
  good: GoodValues,
  operation: SpecOperation,
  version: string,
  scopes: readonly string[],
): RequestCase[] {
  const needed = operation.scopes
  if (needed === undefined) return []
  const right = fullRequest(good, operation, version)
  const others = scopes.filter((scope) => !needed.includes(scope))
  const named = needed.join(', ')
  return [
    { ...right, label: `a token with ${named} alone`, caller: { scopes: needed } },
    { ...right, label: `a token without ${named}`, caller: { scopes: others }, expects: unauthorized },
    { ...right, label: 'no token', caller: 'nobody', expects: unauthenticated },
    { ...right, label: 'a token that never was', caller: 'garbage', expects: unauthenticated },
  ]
}
