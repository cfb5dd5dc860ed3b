import { BoundedCache } from '../../../lib/bounded-cache.ts'
import { everywhere } from '../location-marks.ts'

/** A mark as this node knows it: what others have written is in all that was looked at after `since`. */
interface Known {
  mark: number
  /** The number of this node's group that found the mark to be another than it had known. */
  since: number
}

const maxLocations = 10_000
const maxDistrust = 64

/**
 * The marks of locations that this node has seen. While the mark of a location stays as it is known, no other node
 * has written there.
 */
export class KnownMarks {
  readonly #known = new BoundedCache<string, Known>(maxLocations)
  readonly #onOvertaken: () => void
  /** How many groups more a location is not trusted for, and for how many it will be next. */
  readonly #distrust = new BoundedCache<string, { left: number; next: number }>(maxLocations)

  /** @param onOvertaken told when another node turns out to have written. */
  constructor(onOvertaken: () => void) {
    this.#onOvertaken = onOvertaken
  }

  /** Whether writes of a location may be made ready before they hold its lock. */
  trusts(locationId: string): boolean {
    if (this.#known.get(locationId) === undefined || this.#known.get(everywhere) === undefined) return false
    return (this.#distrust.get(locationId)?.left ?? 0) === 0
  }

  /** The marks of locations, and that of what belongs to none, as they have to be still. */
  expected(locationIds: readonly string[]): { id: string; mark: number }[] {
    return [everywhere, ...new Set(locationIds)].map((id) => ({ id, mark: this.#known.get(id)?.mark ?? -1 }))
  }

  /** From which group on what was looked at has all that others have written. */
  since(locationId: string): number {
    const [location, all] = [this.#known.get(locationId), this.#known.get(everywhere)]
    return Math.max(location?.since ?? Number.POSITIVE_INFINITY, all?.since ?? Number.POSITIVE_INFINITY)
  }

  /**
   * Notes a mark that was found under the location's lock, and whether this node has raised it.
   * @param group the number of the group that has found it.
   */
  found(id: string, mark: number, isRaised: boolean, group: number): void {
    const known = this.#known.get(id)
    const isAsKnown = known?.mark === mark
    // One that was never known, or was forgotten, may have been written by anybody.
    if (!isAsKnown) this.#onOvertaken()
    this.#known.set(id, { mark: mark + (isRaised ? 1 : 0), since: isAsKnown ? known.since : group })
    const distrust = this.#distrust.get(id)
    if (distrust === undefined || distrust.left === 0) return
    // Alone again: another would have written meanwhile.
    this.#distrust.set(id, isAsKnown ? { left: 0, next: 1 } : { ...distrust, left: distrust.left - 1 })
  }

  /** Notes that this node has raised a mark that was as it knew it. */
  raised(id: string): void {
    const known = this.#known.get(id)
    if (known !== undefined) this.#known.set(id, { ...known, mark: known.mark + 1 })
  }

  /** Notes that another has written: for some groups to come this node waits for the lock first. */
  overtaken(id: string): void {
    this.#onOvertaken()
    const { next } = this.#distrust.get(id) ?? { next: 1 }
    this.#distrust.set(id, { left: next, next: Math.min(maxDistrust, next * 2) })
  }
}
