/** A task that runs on request and never twice concurrently: a request during a run causes one more run after it. */
export class CoalescedTask {
  readonly #job: () => Promise<void>
  #running: Promise<void> | undefined
  #again = false

  /** @param job must not reject. */
  constructor(job: () => Promise<void>) {
    this.#job = job
  }

  poke(): void {
    if (this.#running) this.#again = true
    else this.#running = this.#run()
  }

  /** Resolves when nothing runs. */
  async idle(): Promise<void> {
    await this.#running
  }

  async #run(): Promise<void> {
    do {
      this.#again = false
      await this.#job()
    } while (this.#again)
    this.#running = undefined
  }
}
