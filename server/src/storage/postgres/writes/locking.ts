import type { StatementCall } from '../../access-set.ts'
import type { LocationScope, WriteScope } from '../../storage.ts'
import type { Connection } from '../connection/connection.ts'

/** Time limits of a transaction, set on the server. */
export interface TransactionLimits {
  lockTimeoutMs: number
  statementTimeoutMs: number
  /** The server ends the session of a node that stalls in a transaction for longer. */
  idleTimeoutMs: number
}

/** What a transaction knows of a location, or of all of them: see `location-versions.ts`. */
export interface LocationState {
  version: number
  /** The number of its last change or event, if its rows are numbered by contactd; else 0. */
  lastNumber: number
}

/** By id; `globalScope` is that of all locations. */
export type LocationStates = Map<string, LocationState>

/** What the commit in one trip expects. */
interface ExpectedStates {
  /** The states of all locations that are read or written, and the global one. The numbers include new rows. */
  states: LocationStates
  /** The locations that are written. */
  written: ReadonlySet<string>
}

/** How transactions exclude each other and count the versions of locations, in the same order on every node. */
export interface Locking {
  /** Begins, and waits for the locks of the writes' scopes. @returns the versions under the locks. */
  begin(
    connection: Connection,
    scopes: readonly WriteScope[],
    limits: TransactionLimits,
  ): Promise<LocationStates>
  /**
   * Sends what begins a transaction, waits for its locks, and increments the versions of written locations. If any
   * version differs from the expected one, a statement fails by a division by zero, and all that follow fail, too.
   */
  beginExpected(
    connection: Connection,
    expected: ExpectedStates,
    limits: TransactionLimits,
  ): Promise<unknown>[]
  /**
   * Locks what statements of a wider scope write, where the scope's lock is not enough.
   * @param states receives the states of those locations.
   * @returns their ids.
   */
  include(
    connection: Connection,
    calls: readonly StatementCall[],
    states: LocationStates,
  ): Promise<readonly string[]>
  /** The ids whose versions a write in these scopes increments. */
  versionsOf(scopes: readonly WriteScope[]): string[]
  /** Sends what increments versions, before the COMMIT. */
  increment(connection: Connection, ids: readonly string[], states: LocationStates): Promise<unknown>[]
  /** The statement that counts one more write without a location. */
  incrementGlobal: string
}

const isOfLocation = (scope: WriteScope): scope is LocationScope => typeof scope === 'object'

/** Distinct location ids, in the order in which every node locks them. */
export const locationsOf = (scopes: readonly WriteScope[]): string[] =>
  [...new Set(scopes.filter(isOfLocation).map(({ locationId }) => locationId))].sort()
