import type { ReadScope } from '../storage/storage.ts'

/** Who is calling, as the token says. */
export interface Principal {
  /** `private`: a private integration token. `oauth`: an app's access token. */
  kind: 'private' | 'oauth'
  /** The id of the token, or the client id of the app: what contacts remember of who changed them. */
  sourceId: string
  companyId: string
  /** The one location that the token reaches; undefined for a company's token, which reaches all of its own. */
  locationId: string | undefined
  scopes: ReadonlySet<string>
  /** Whose requests are counted together: the tokens of a location, or those of an app in it. */
  rateLimitKey: string
  /** An access token's grant, on which others may hang. */
  grantId?: string
}

/** What is read on behalf of a token of a location keeps to that location. */
export const scopeOf = ({ locationId }: Pick<Principal, 'locationId'>): ReadScope => ({
  locationId,
})
