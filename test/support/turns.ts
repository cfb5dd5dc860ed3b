/** Counts the turns of the event loop, until it is stopped. */
export class TurnCounter {
  /** The number of the current turn. */
  turn = 0
  #isStopped = false

  constructor() {
    this.#next()
  }

  stop(): void {
    this.#isStopped = true
  }

  #next(): void {
    setImmediate(() => {
      this.turn += 1
      if (!this.#isStopped) this.#next()
    })
  }
}
