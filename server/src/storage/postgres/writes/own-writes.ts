import type { Step } from '../../footprint.ts'
import { WrittenRows } from './written-rows.ts'

/** How many groups back a job may have begun to look. */
const maxGroups = 64

/** What the latest groups of this node have written, for those that looked before or while they did. */
export class OwnWrites {
  readonly #groups: { number: number; written: WrittenRows }[] = []
  readonly #onAdded: (steps: readonly Step[]) => void
  #latest = 0

  /** @param onAdded told what a group has written, before anybody can look as one who came after it. */
  constructor(onAdded: (steps: readonly Step[]) => void) {
    this.#onAdded = onAdded
  }

  /** The number of the latest group that has ended: whoever looks now sees all of it. */
  get latest(): number {
    return this.#latest
  }

  /** Notes that a group has ended. */
  add(steps: readonly Step[]): void {
    this.#latest += 1
    const written = new WrittenRows()
    written.add(steps)
    this.#groups.push({ number: this.#latest, written })
    if (this.#groups.length > maxGroups) this.#groups.shift()
    this.#onAdded(steps)
  }

  /** Whether nothing that was looked at since a group had ended was written by another since then. */
  isUntouched(looked: readonly Step[], since: number): boolean {
    if (since + maxGroups < this.#latest) return false
    return this.#groups.every(({ number, written }) => number <= since || written.areApartFrom(looked))
  }
}
