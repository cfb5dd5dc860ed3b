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

/** A private integration token as its maker sees it, once. */
export interface NewToken {
  id: string
  /** `pit-<uuid>`. Only its hash is kept. */
  token: string
  name: string
  scopes: readonly Scope[]
  companyId: string
  /** Missing for a company's token. */
  locationId?: string
}

/**
 * Makes a private integration token for a location or, where none is named, for the whole company.
 * The location must be the company's: the caller has looked it up.
 */
export async function createPrivateIntegrationToken(
  tx: WriteTx,
  sources: Sources,
  spec: { companyId: string; locationId?: string; name: string; scopes: readonly Scope[] },
): Promise<NewToken> {
  const { clock, ids } = sources
  const { companyId, locationId, name, scopes } = spec
  const made: NewToken = {
    id: ids.next(),
    token: `pit-${ids.uuid()}`,
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
  await recordAudit(tx, sources, 'token.created', { tokenId: made.id, name, companyId, locationId, scopes })
  return made
}

/**
 * Revokes a token: it is refused from the next request on. The second time changes nothing.
 * @returns the token as it stands, or undefined for an unknown one.
 */
export async function revokePrivateIntegrationToken(
  tx: WriteTx,
  sources: Sources,
  id: string,
): Promise<TokenRow | undefined> {
  const revoked = await tx.change(revokeToken, { id, dateRevoked: sources.clock.now() })
  const row = await tx.get(findToken, { id })
  if (row && revoked > 0) await recordAudit(tx, sources, 'token.revoked', { tokenId: id, name: row.name })
  return row
}

/** The token holds 122 random bits, so that one round of SHA-256 keeps it: there is nothing to guess. */
export const hashToken = (token: string): string => hash('sha256', token, 'base64url')
