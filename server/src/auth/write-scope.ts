import { isId } from '../lib/ids.ts'
import type { Statement } from '../storage/statement.ts'
import type { LocationScope, ReadTx, Storage, WriteTx } from '../storage/storage.ts'
import type { Principal } from './principal.ts'

/** No location has this id, so a write in its scope changes nothing. */
const nowhere = '-'

/**
 * The scope of a write in the location that a request names. A location's token always writes in its own location,
 * regardless of the request. A request that names none is refused before it writes.
 */
export function scopeIn(principal: Principal, named: string | undefined): LocationScope {
  if (principal.locationId !== undefined) return { locationId: principal.locationId }
  return { locationId: named !== undefined && isId(named) ? named : nowhere }
}

/** A record of which a request names only the id. */
interface Sought {
  /** Finds the location of the record; undefined if the caller's company has no such record. */
  findHome(tx: ReadTx): Promise<{ locationId: string } | undefined>
  /** The error if there is no such record. */
  notFound(): Error
}

/**
 * Writes in the location of a record: the token's own, or for a company's token that of the record, which is looked up
 * first. A record never changes its location, so `fn` finds it there or not at all.
 * @param fn gets the caller restricted to that location.
 * @throws the error of `notFound`, and errors of `fn`.
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

/** Records that requests name by their ids alone. */
interface NamedRecords {
  /** Finds the location of a record of a company. */
  findHome: Statement<{ companyId: string; id: string }, { locationId: string }>
  /** The error if there is no such record. */
  notFound(id: string): Error
}

/** @returns a function that writes in the location of the record with an id: see `writeAtHome`. */
export const writerTo =
  ({ findHome, notFound }: NamedRecords) =>
  <T>(
    storage: Storage,
    principal: Principal,
    id: string,
    fn: (tx: WriteTx, local: Principal) => Promise<T>,
  ): Promise<T> => {
    const { companyId } = principal
    const sought = {
      findHome: async (tx: ReadTx) => (isId(id) ? tx.get(findHome, { companyId, id }) : undefined),
      notFound: () => notFound(id),
    }
    return writeAtHome(storage, principal, sought, fn)
  }
