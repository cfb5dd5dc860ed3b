import { hash } from 'node:crypto'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { WriteTx } from '../storage/storage.ts'
import type { Scope } from './scopes.ts'
import { insertToken } from './token-store.ts'

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
  { clock, ids }: { clock: Clock; ids: Ids },
  spec: { companyId: string; locationId?: string; name: string; scopes: readonly Scope[] },
): Promise<NewToken> {
  const made = { ...spec, id: ids.next(), token: `pit-${ids.uuid()}` }
  await tx.run(insertToken, {
    id: made.id,
    hash: hashToken(made.token),
    name: spec.name,
    companyId: spec.companyId,
    locationId: spec.locationId ?? null,
    scopes: spec.scopes.join(' '),
    dateAdded: clock.now(),
  })
  return made
}

/** The token holds 122 random bits, so that one round of SHA-256 keeps it: there is nothing to guess. */
export const hashToken = (token: string): string => hash('sha256', token, 'base64url')
