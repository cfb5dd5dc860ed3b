/** After this many beats without an answer, searches are reported as unavailable. */
const silentBeats = 3
/**
 * After this many beats without an answer, a thread is replaced. Between two checks of its messages it works for some
 * hundred milliseconds at most, or a second or two on a slow machine.
 */
const stuckBeats = 10
/** The beats until the first answer of a new thread, which loads its code. On a busy machine this takes seconds. */
const startBeats = 30
/** After this many beats without a step of any search, a thread is stuck and replaced, even if it answers. */
const standstillBeats = 30

/**
 * Decides whether a thread still answers. The thread is pinged once a beat. The watchdog counts beats instead of time:
 * while its own thread is blocked, or the machine sleeps, no beats pass.
 */
export class Watchdog {
  #silent = 0
  #still = 0
  #steps = 0
  #hasAnswered = false

  /** @param hasWork whether searches wait for the thread. */
  beat(hasWork: boolean): void {
    this.#silent += 1
    this.#still = hasWork ? this.#still + 1 : 0
  }

  /** @param steps the number of steps of all searches since the thread's start. */
  answered(steps: number): void {
    this.#silent = 0
    this.#hasAnswered = true
    if (steps === this.#steps) return
    this.#steps = steps
    this.#still = 0
  }

  /** The thread has finished a search. */
  ended(): void {
    this.#silent = 0
    this.#hasAnswered = true
    this.#still = 0
  }

  get hasAnswered(): boolean {
    return this.#hasAnswered
  }

  get isSilent(): boolean {
    return this.#silent > (this.#hasAnswered ? silentBeats : startBeats)
  }

  /** Whether the thread must be replaced. */
  get isStuck(): boolean {
    return this.#silent > (this.#hasAnswered ? stuckBeats : startBeats) || this.#still > standstillBeats
  }
}
