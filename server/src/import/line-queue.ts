/** Lines on their way to a client, which reads them at its own pace. */
export class LineQueue<Line> {
  #waiting: Line[] = []
  #isEnded = false
  #isClosed = false
  #wakeReader = () => {}
  #wakeWriter = () => {}

  add(line: Line): void {
    this.#waiting.push(line)
    this.#wakeReader()
  }

  /** Waits until the client has read the lines, or is gone. */
  async drained(): Promise<void> {
    while (this.#waiting.length > 0 && !this.#isClosed) {
      await new Promise<void>((resolve) => {
        this.#wakeWriter = resolve
      })
    }
  }

  /** No line follows. */
  end(): void {
    this.#isEnded = true
    this.#wakeReader()
  }

  /** The client is gone. */
  close(): void {
    this.#isClosed = true
    this.#wakeWriter()
  }

  /** Each as JSON, with a line feed. */
  async *read(): AsyncGenerator<string> {
    for (;;) {
      const taken = this.#waiting
      this.#waiting = []
      for (const line of taken) yield `${JSON.stringify(line)}\n`
      this.#wakeWriter()
      if (this.#waiting.length > 0) continue
      if (this.#isEnded) return
      await new Promise<void>((resolve) => {
        this.#wakeReader = resolve
      })
    }
  }
}
