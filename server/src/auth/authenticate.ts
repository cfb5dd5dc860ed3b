import { errors } from '../http/errors.ts'
import { BoundedCache } from '../lib/bounded-cache.ts'
import { type MaybePromise, whenReady } from '../lib/when-ready.ts'
import { type FoundToken, type TokenLookupDependencies, tokenLookup } from './look-up-token.ts'
import type { Principal } from './principal.ts'

const maxCachedTokens = 10_000
/** The maximum length of a cached token: the longest that is issued has some 400 characters. */
const maxCachedTokenLength = 2_000

/** Finds the caller by an `Authorization` header: at once if its token is cached. @throws ApiError 401. */
export type Authenticate = (authorization: string | undefined) => MaybePromise<Principal>

/**
 * Creates the check of bearer tokens. Tokens are cached until this process or another commits anything but contacts: a
 * revoked token is refused from the next request on.
 * @returns a function from the `Authorization` header to the principal; throws ApiError 401.
 */
export function tokenCheck(dependencies: TokenLookupDependencies): Authenticate {
  const { storage, clock } = dependencies
  const lookUp = tokenLookup(dependencies)
  /** By the token itself, which is kept only as long as this cache is: hashing it would take 2 µs of each request. */
  const remembered = new BoundedCache<string, FoundToken>(maxCachedTokens)
  let stamp: number | undefined
  /** Whether the check for changes of this turn has begun; and its promise, if it is pending. */
  let hasAsked = false
  let asked: MaybePromise<void>

  /**
   * Clears the cache after a change. Runs once per turn of the event loop for all requests of that turn: a client that
   * has seen a token revoked sends its next request in a later turn. One check per request took 6 % of an update.
   */
  const forgetWhatChanged = (): MaybePromise<void> => {
    if (!hasAsked) {
      asked = whenReady(storage.changeStamp(), trustFrom)
      hasAsked = true
      setImmediate(() => {
        hasAsked = false
        asked = undefined
      })
    }
    return asked
  }

  const trustFrom = (changeStamp: number): void => {
    if (changeStamp === stamp) return
    remembered.clear()
    stamp = changeStamp
  }

  const find = (token: string): MaybePromise<Principal> => {
    const known = remembered.get(token)
    return known && known.expiresAt > clock.now() ? known.principal : findAndRemember(token)
  }

  const findAndRemember = async (token: string): Promise<Principal> => {
    const stampBefore = stamp
    const found = await lookUp(token)
    // Must not cache what was read before a change.
    if (stampBefore === stamp && token.length <= maxCachedTokenLength) remembered.set(token, found)
    return found.principal
  }

  return (authorization) => {
    const token = bearerToken(authorization)
    return whenReady(forgetWhatChanged(), () => find(token))
  }
}

/** Accepts the scheme in any case and trims white space around the token, as HighLevel does. */
function bearerToken(authorization: string | undefined): string {
  const token = /^\s*bearer\s+(\S+)\s*$/i.exec(authorization ?? '')?.[1]
  if (token === undefined) throw errors.tokenMissing()
  return token
}
