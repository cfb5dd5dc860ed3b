import { hash } from 'node:crypto'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { WriteTx } from '../storage/storage.ts'
import { recordAudit } from './audit.ts'
import type { Scope } from './scopes.ts'
import { findToken, insertToken, revokeToken, type TokenRow } from './token-store.ts'

interface Sources {
  clock: Clock
  ids: Ids
}

/** A new private integration token. It is shown only once. */
export interface NewToken {
  id: string
  /** `pit-<uuid>`. Only its hash is stored. */
  token: string
  name: string
  scopes: readonly Scope[]
  companyId: string
  /** Missing for a company's token. */
  locationId?: string
}

/**
 * Creates a private integration token for a location, or without one for the whole company. The caller has checked that
 * the location belongs to the company.
 * @param spec `token` for a token that is known already, in development only. `by` is who asks for it; missing for commands.
 */
export async function createPrivateIntegrationToken(
  tx: WriteTx,
  sources: Sources,
  spec: {
    companyId: string
    locationId?: string
    name: string
    scopes: readonly Scope[]
    token?: string
    by?: string
  },
): Promise<NewToken> {
  const { clock, ids } = sources
  const { companyId, locationId, name, scopes, by } = spec
  const made: NewToken = {
    id: ids.next(),
    token: spec.token ?? `pit-${ids.uuid()}`,
    name,
    scopes,
    companyId,
    ...(locationId !== undefined && { locationId }),
  }
  await tx.run(insertToken, {
    id: made.id,
    hash: hashToken(made.token),
    name: spec.name,
    companyId: spec.companyId,
    locationId: spec.locationId ?? null,
    scopes: spec.scopes.join(' '),
    dateAdded: clock.now(),
  })
  const details = { tokenId: made.id, name, companyId, locationId, scopes, by }
  await recordAudit(tx, sources, 'token.created', details)
  return made
}

/**
 * Revokes a token: it is refused from the next request on. Revoking it again changes nothing.
 * @param by who asks for it; missing for commands.
 * @returns the token's current state, or undefined for an unknown one.
 */
export async function revokePrivateIntegrationToken(
  tx: WriteTx,
  sources: Sources,
  id: string,
  by?: string,
): Promise<TokenRow | undefined> {
  const revoked = await tx.change(revokeToken, { id, dateRevoked: sources.clock.now() })
  const row = await tx.get(findToken, { id })
  if (row && revoked > 0) await recordAudit(tx, sources, 'token.revoked', { tokenId: id, name: row.name, by })
  return row
}

/** With 122 random bits in the token, one round of SHA-256 is enough. */
export const hashToken = (token: string): string => hash('sha256', token, 'base64url')
