import { readdirSync, readFileSync } from 'node:fs'

/**
 * The CPU time of a process with all its threads, as Linux's scheduler counts it, in nanoseconds. A thread that has
 * ended counts with what it had used at the last reading.
 */
export class CpuMeter {
  readonly #pid: number
  readonly #nanoseconds = new Map<string, number>()

  /** @throws Error if there is no such process, or no /proc. */
  constructor(pid: number) {
    this.#pid = pid
    this.readUs()
  }

  /** Microseconds since the start of the process. */
  readUs(): number {
    const folder = `/proc/${this.#pid}/task`
    for (const thread of readdirSync(folder)) {
      try {
        const [onCpu = ''] = readFileSync(`${folder}/${thread}/schedstat`, 'latin1').split(' ')
        this.#nanoseconds.set(thread, Number(onCpu))
      } catch {
        // It has ended meanwhile.
      }
    }
    return [...this.#nanoseconds.values()].reduce((sum, one) => sum + one, 0) / 1000
  }
}
