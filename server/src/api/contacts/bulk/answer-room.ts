/**
 * The room for items in a bulk response of limited size. A write that runs again reserves the room of its item again,
 * not twice.
 */
export class AnswerRoom {
  readonly #maxBytes: number
  readonly #taken: number[] = []
  #sum = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** Reserves room for an item, by its number. @returns false without a reservation if there is too little. */
  take(index: number, bytes: number): boolean {
    const others = this.#sum - (this.#taken[index] ?? 0)
    const hasRoom = others + bytes <= this.#maxBytes
    this.#taken[index] = hasRoom ? bytes : 0
    this.#sum = others + (this.#taken[index] ?? 0)
    return hasRoom
  }
}
