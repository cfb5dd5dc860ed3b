import { BoundedCache } from '../../../lib/bounded-cache.ts'
import { globalScope } from '../location-versions.ts'
import type { LocationState, LocationStates } from './locking.ts'

/**
 * A version as this node knows it. Reads that began after group `since` include all writes of other nodes up to it.
 */
interface KnownVersion extends LocationState {
  /** The number of this node's group that found an unexpected version. */
  since: number
}

const maxLocations = 10_000
const maxBackoffGroups = 64

/**
 * The location versions that this node has seen. While a location's version is the known one, no other node has
 * written to it.
 */
export class KnownVersions {
  readonly #known = new BoundedCache<string, KnownVersion>(maxLocations)
  readonly #onConflict: () => void
  /** For how many more groups a location is committed by revalidation, and for how many after the next conflict. */
  readonly #backoff = new BoundedCache<string, { left: number; next: number }>(maxLocations)

  /** @param onConflict called when another node turns out to have written. */
  constructor(onConflict: () => void) {
    this.#onConflict = onConflict
  }

  /** Whether writes of a location may be committed by version, in one round trip. */
  isUncontended(locationId: string): boolean {
    if (this.#known.get(locationId) === undefined || this.#known.get(globalScope) === undefined) return false
    return (this.#backoff.get(locationId)?.left ?? 0) === 0
  }

  /** The states of locations, and the global one, that a commit expects. */
  expected(locationIds: readonly string[]): LocationStates {
    return new Map(
      [globalScope, ...locationIds].map((id) => {
        const { version = -1, lastNumber = 0 } = this.#known.get(id) ?? {}
        return [id, { version, lastNumber }]
      }),
    )
  }

  /** The group since which reads of a location include all writes of other nodes. */
  since(locationId: string): number {
    const [location, all] = [this.#known.get(locationId), this.#known.get(globalScope)]
    return Math.max(location?.since ?? Number.POSITIVE_INFINITY, all?.since ?? Number.POSITIVE_INFINITY)
  }

  /**
   * Records a state that was read under the location's lock, and whether this node's commit incremented it.
   * @param group the number of the group that read it.
   */
  observed(id: string, { version, lastNumber }: LocationState, isIncremented: boolean, group: number): void {
    const known = this.#known.get(id)
    const isUnchanged = known?.version === version
    // A version that was never known, or was evicted, may include anyone's writes.
    if (!isUnchanged) this.#onConflict()
    this.#known.set(id, {
      version: version + (isIncremented ? 1 : 0),
      lastNumber,
      since: isUnchanged ? known.since : group,
    })
    const backoff = this.#backoff.get(id)
    if (backoff === undefined || backoff.left === 0) return
    // No other node has written in the meantime: end the backoff.
    this.#backoff.set(id, isUnchanged ? { left: 0, next: 1 } : { ...backoff, left: backoff.left - 1 })
  }

  /** Records that this node has incremented a version that was as expected. @param lastNumber of its rows. */
  incremented(id: string, lastNumber = 0): void {
    const known = this.#known.get(id)
    if (known !== undefined) this.#known.set(id, { ...known, version: known.version + 1, lastNumber })
  }

  /** Records that another node has written: the next groups of this location are revalidated under the lock. */
  conflicted(id: string): void {
    this.#onConflict()
    const { next } = this.#backoff.get(id) ?? { next: 1 }
    this.#backoff.set(id, { left: next, next: Math.min(maxBackoffGroups, next * 2) })
  }
}
