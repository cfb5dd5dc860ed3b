import type { StatementCall } from '../../access-set.ts'
import { WriteSet } from './write-set.ts'

/** How many groups back a write may have begun to read. */
const maxGroups = 64

/** The write sets of this node's latest groups, to validate reads that began before or during them. */
export class RecentWrites {
  readonly #groups: { number: number; written: WriteSet }[] = []
  readonly #onAdded: (calls: readonly StatementCall[]) => void
  #latest = 0

  /** @param onAdded called with what a group has written, before any later read begins. */
  constructor(onAdded: (calls: readonly StatementCall[]) => void) {
    this.#onAdded = onAdded
  }

  /** The number of the latest group that has ended: a read that begins now sees all of it. */
  get latest(): number {
    return this.#latest
  }

  /** Records that a group has ended. */
  add(calls: readonly StatementCall[]): void {
    this.#latest += 1
    const written = new WriteSet()
    written.add(calls)
    this.#groups.push({ number: this.#latest, written })
    if (this.#groups.length > maxGroups) this.#groups.shift()
    this.#onAdded(calls)
  }

  /** Whether no group after `since` has written to what was read. */
  isUnchanged(readSet: readonly StatementCall[], since: number): boolean {
    if (since + maxGroups < this.#latest) return false
    return this.#groups.every(({ number, written }) => number <= since || written.isDisjointFrom(readSet))
  }
}
