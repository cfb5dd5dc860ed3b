import { ControlError } from './control/control-error.ts'
import type { ClockSetting } from './dev-clock.ts'
import type { DevDatabase, Image } from './dev-database.ts'

/** The most snapshots: each has all data. */
const maxSnapshots = 100

/** A whole state under a name: the data and the clock. */
interface Snapshot {
  image: Image
  clock: ClockSetting
  takenAt: string
  contacts: number
}

/** The snapshots by their names, the oldest first. */
export class Snapshots {
  readonly #database: Pick<DevDatabase, 'drop'>
  readonly #snapshots = new Map<string, Snapshot>()

  constructor(database: Pick<DevDatabase, 'drop'>) {
    this.#database = database
  }

  /** @throws ControlError 422 if there are too many. */
  requireRoom(name: string): void {
    if (!this.#snapshots.has(name) && this.#snapshots.size >= maxSnapshots)
      throw new ControlError(422, `There are ${maxSnapshots} snapshots, the most that are kept: delete one.`)
  }

  /** Keeps a snapshot, in place of an earlier one with the name. */
  async put(name: string, snapshot: Snapshot): Promise<void> {
    const before = this.#snapshots.get(name)
    this.#snapshots.delete(name)
    this.#snapshots.set(name, snapshot)
    if (before) await this.#database.drop(before.image)
  }

  /** @throws ControlError 404 */
  get(name: string): Snapshot {
    const snapshot = this.#snapshots.get(name)
    if (snapshot === undefined) throw new ControlError(404, `There is no snapshot ${JSON.stringify(name)}.`)
    return snapshot
  }

  list(): { name: string; takenAt: string; contacts: number }[] {
    return [...this.#snapshots].map(([name, { takenAt, contacts }]) => ({ name, takenAt, contacts }))
  }

  /** @throws ControlError 404 */
  async delete(name: string): Promise<void> {
    const { image } = this.get(name)
    this.#snapshots.delete(name)
    await this.#database.drop(image)
  }
}
