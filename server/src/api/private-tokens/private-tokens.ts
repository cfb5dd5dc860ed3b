import { belongsToCaller, type Principal, scopeOf } from '../../auth/principal.ts'
import {
  createPrivateIntegrationToken,
  type NewToken,
  revokePrivateIntegrationToken,
} from '../../auth/private-integration-token.ts'
import type { Scope } from '../../auth/scopes.ts'
import {
  findToken,
  listLiveTokensOfCompany,
  listLiveTokensOfLocation,
  type TokenRow,
} from '../../auth/token-store.ts'
import { errors } from '../../http/errors.ts'
import type { ApiContext } from '../api-context.ts'

const maxListed = 1_000

/** A private integration token without its secret. */
export interface PrivateTokenView {
  id: string
  name: string
  scopes: string[]
  companyId: string
  locationId?: string
  dateAdded: string
  /** To the hour. */
  dateLastUsed?: string
}

/** List Private Tokens: those that are valid in the location, or of the whole company with its locations. */
export const listPrivateTokens = (
  { storage }: ApiContext,
  { companyId, locationId, ...rest }: Principal,
): Promise<PrivateTokenView[]> =>
  storage.read(
    async (tx) => {
      const rows =
        locationId === undefined
          ? await tx.all(listLiveTokensOfCompany, { companyId, limit: maxListed })
          : await tx.all(listLiveTokensOfLocation, { companyId, locationId, limit: maxListed })
      return rows.map(viewOf)
    },
    scopeOf({ ...rest, locationId }),
  )

/** Create Private Token: for the location of the caller, or for the whole company. @returns it with its secret. */
export async function createPrivateToken(
  context: ApiContext,
  { companyId, locationId, sourceId }: Principal,
  { name, scopes }: { name: string; scopes: readonly Scope[] },
): Promise<NewToken & { dateAdded: string }> {
  const spec = { name, scopes, companyId, by: sourceId, ...(locationId !== undefined && { locationId }) }
  const made = await context.storage.write((tx) => createPrivateIntegrationToken(tx, context, spec), 'access')
  return { ...made, dateAdded: new Date(context.clock.now()).toISOString() }
}

/**
 * Revoke Private Token: it is refused from the next request on.
 * @throws ApiError 400 if the caller has no valid token with this id.
 */
export const revokePrivateToken = (context: ApiContext, principal: Principal, id: string): Promise<void> =>
  context.storage.write(async (tx) => {
    const row = await tx.get(findToken, { id })
    if (!row || row.dateRevoked !== null || !belongsToCaller(principal, row)) throw errors.tokenNotFound(id)
    await revokePrivateIntegrationToken(tx, context, id, principal.sourceId)
  }, 'access')

const viewOf = ({ id, name, scopes, companyId, locationId, dateAdded, dateLastUsed }: TokenRow) => ({
  id,
  name,
  scopes: scopes.split(' '),
  companyId,
  ...(locationId !== null && { locationId }),
  dateAdded: new Date(dateAdded).toISOString(),
  ...(dateLastUsed !== null && { dateLastUsed: new Date(dateLastUsed).toISOString() }),
})
