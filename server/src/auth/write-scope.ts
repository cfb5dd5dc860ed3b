import { isId } from '../lib/ids.ts'
import type { LocationScope, ReadTx, Storage, WriteTx } from '../storage/storage.ts'
import type { Principal } from './principal.ts'

/** No location has this id, so a write in its scope can change nothing. */
const nowhere = '-'

/**
 * The scope of a write in the location that a request names. A location's token writes in its own location whatever
 * the request names, and a request that names none is refused before it writes.
 */
export function scopeIn(principal: Principal, named: string | undefined): LocationScope {
  if (principal.locationId !== undefined) return { locationId: principal.locationId }
  return { locationId: named !== undefined && isId(named) ? named : nowhere }
}

/** A record that a request knows by its id alone. */
interface Sought {
  /** Looks up the location of the record; undefined where the caller's company has no such record. */
  findHome(tx: ReadTx): Promise<{ locationId: string } | undefined>
  /** What the request is refused with where there is no such record. */
  notFound(): Error
}

/**
 * Writes in the location of a record. A location's token has one location; for a company's token the record is looked
 * up first. A record never changes its location, so `fn` finds it there or not at all.
 * @param fn is given the caller as one who reaches that location alone.
 * @throws what `notFound` makes, and what `fn` throws.
 */
export async function writeAtHome<T>(
  storage: Storage,
  principal: Principal,
  { findHome, notFound }: Sought,
  fn: (tx: WriteTx, local: Principal) => Promise<T>,
): Promise<T> {
  const { locationId } = principal
  if (locationId !== undefined) return storage.write((tx) => fn(tx, principal), { locationId })
  const home = await storage.read(findHome)
  if (!home) throw notFound()
  const local = { ...principal, locationId: home.locationId }
  return storage.write((tx) => fn(tx, local), { locationId: home.locationId })
}
