import type { Principal } from '../auth/principal.ts'
import { errors } from '../http/errors.ts'
import type { ReadTx } from '../storage/storage.ts'
import { findLocation, type LocationRow } from './location-store.ts'

/**
 * The location that a body names, if it does: known before the body is judged, so that a caller learns
 * nothing of a location that isn't its own.
 */
export function locationIdOf(body: unknown): string | undefined {
  const id = (body as { locationId?: unknown } | null | undefined)?.locationId
  return typeof id === 'string' && id !== '' ? id : undefined
}

/** A location that exists and that the token reaches, or undefined: a stranger can't tell the one from the other. */
async function reachableLocation(
  tx: ReadTx,
  principal: Principal,
  id: string,
): Promise<LocationRow | undefined> {
  if (principal.locationId !== undefined && principal.locationId !== id) return undefined
  const location = await tx.get(findLocation, { id })
  return location?.companyId === principal.companyId ? location : undefined
}

/** Whether a location exists and the token reaches it. */
export async function isReachableLocation(tx: ReadTx, principal: Principal, id: string): Promise<boolean> {
  return (await reachableLocation(tx, principal, id)) !== undefined
}

/** The location that a path names. @throws ApiError 401 where the token doesn't reach it, or there is none. */
export async function findReachableLocation(
  tx: ReadTx,
  principal: Principal,
  id: string,
): Promise<LocationRow> {
  const location = await reachableLocation(tx, principal, id)
  if (!location) throw errors.locationUnreachable()
  return location
}
