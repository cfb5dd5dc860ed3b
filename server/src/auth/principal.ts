import type { ReadScope } from '../storage/storage.ts'
import type { SessionRole } from './session-roles.ts'

/** The caller, according to the token. */
export interface Principal {
  /** `private`: a private integration token. `oauth`: an app's access token. `session`: a person's, of the console. */
  kind: 'private' | 'oauth' | 'session'
  /** The id of the token or of the person, or the client id of the app. Contacts store it as the source of a change. */
  sourceId: string
  companyId: string
  /**
   * The only location that the token can access; undefined for a company's token, which can access all of its
   * locations.
   */
  locationId: string | undefined
  scopes: ReadonlySet<string>
  /** Requests with the same key share a rate limit: those with a location's tokens, or those of an app in it. */
  rateLimitKey: string
  /** An access token's grant, which may have child grants. */
  grantId?: string
  /** Of the person of a session. */
  role?: SessionRole
}

/** The scope of reads: a location's token reads its own location only. */
export const scopeOf = ({ locationId }: Pick<Principal, 'locationId'>): ReadScope => ({
  locationId,
})

/**
 * Whether something belongs to the caller: is valid in the location of the token, or anywhere in the company of a
 * company's token.
 * @param place `locationId` is null for what is valid in the whole company.
 */
export const belongsToCaller = (
  { companyId, locationId }: Pick<Principal, 'companyId' | 'locationId'>,
  place: { companyId: string; locationId: string | null },
): boolean =>
  place.companyId === companyId &&
  (locationId === undefined || place.locationId === null || place.locationId === locationId)
