import { errors } from '../http/errors.ts'

/** The most imports of a location at once in a process: each reads and writes as fast as it can. */
const maxOfLocation = 2
/** The most of all locations. Each has a file in the folder for temporary files. */
const maxImports = 16

/** Counts the imports of uploaded files. */
export class RunningImports {
  readonly #ofLocation = new Map<string, number>()
  #count = 0

  /**
   * Counts one more.
   * @returns ends it.
   * @throws ApiError 400 if the location has as many as it can, 503 if the process has.
   */
  begin(locationId: string): () => void {
    const own = this.#ofLocation.get(locationId) ?? 0
    if (own >= maxOfLocation) throw errors.tooMany('imports at once', maxOfLocation)
    if (this.#count >= maxImports) throw errors.tooManyImports()
    this.#add(locationId, 1)
    return () => this.#add(locationId, -1)
  }

  #add(locationId: string, change: 1 | -1): void {
    const own = (this.#ofLocation.get(locationId) ?? 0) + change
    this.#count += change
    if (own > 0) this.#ofLocation.set(locationId, own)
    else this.#ofLocation.delete(locationId)
  }
}
