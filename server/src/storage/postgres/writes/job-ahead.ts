import type { Clock } from '../../../lib/clock.ts'
import { type JobTransaction, JobTx, type Look } from './job-tx.ts'
import type { PutOff } from './write-batches.ts'
import { type Job, type Outcome, outcomeOf } from './write-group.ts'

/** What a job may ask once it has begun to write, before there is a transaction: nothing. */
class NoTransaction implements JobTransaction {
  readonly writes: PutOff[] = []
  readonly #asked = Promise.withResolvers<'asks'>()

  /** Resolves when the job asks for what only a transaction can tell. */
  get asked(): Promise<'asks'> {
    return this.#asked.promise
  }

  read(): Promise<never> {
    return this.#wait()
  }

  execute(): Promise<never> {
    return this.#wait()
  }

  async keep(own: PutOff[]): Promise<void> {
    this.writes.push(...own)
  }

  async undo(): Promise<void> {}

  #wait(): Promise<never> {
    this.#asked.resolve('asks')
    return new Promise(() => undefined)
  }
}

/**
 * A job that looks ahead of its group, beside all others, and waits with its first write for the group to come. It
 * may have to look again, where what it has seen was overtaken.
 */
export class JobAhead {
  readonly job: Job
  /** The number of the latest group that had ended when it began to look. */
  since = 0
  /** How often it has begun. */
  attempts = 0
  isReady = false
  /** When it began, or the database last answered it, in milliseconds since 1970. */
  lastAsked: number
  readonly #look: Look
  readonly #onReady: () => void
  #none = new NoTransaction()
  #tx: JobTx
  #outcome: Promise<Outcome>

  /** @param onReady called when it waits for a group, or has come to its end. */
  constructor(job: Job, look: Look, since: number, onReady: () => void, clock: Clock) {
    this.job = job
    this.lastAsked = clock.now()
    this.#look = async (prepared, params) => {
      const rows = await look(prepared, params)
      this.lastAsked = clock.now()
      return rows
    }
    this.#onReady = onReady
    this.#tx = this.#newTx()
    this.#outcome = this.#begin(since)
  }

  get looked() {
    return this.#tx.looked
  }

  /** Whether it waits for an answer of the database, and not for something else. */
  get isAsking(): boolean {
    return this.#tx.isAsking
  }

  /** Whether a statement of it failed: then it has to be run where it is known which. */
  get hasFailed(): boolean {
    return this.#tx.groupFailure !== undefined
  }

  lookAgain(since: number): void {
    this.#tx.end()
    this.#tx = this.#newTx()
    this.#outcome = this.#begin(since)
  }

  end(): void {
    this.#tx.end()
  }

  /**
   * Lets it write, into nothing yet.
   * @param late resolves when it has taken too long: it is given up where it is run under the lock.
   * @returns how it ended and what it wants written, or that it asks for a transaction.
   */
  async write(late: Promise<'asks'>): Promise<{ outcome: Outcome; writes: PutOff[] } | 'asks'> {
    this.#tx.takeTurn()
    const outcome = await Promise.race([this.#outcome, this.#none.asked, late])
    if (outcome === 'asks' || this.hasFailed) {
      this.#tx.end()
      return 'asks'
    }
    if ('error' in outcome) return { outcome, writes: [] }
    await this.#tx.keep()
    return { outcome, writes: this.#none.writes }
  }

  #newTx(): JobTx {
    this.#none = new NoTransaction()
    return new JobTx({
      transaction: this.#none,
      locationId: this.job.locationId,
      look: this.#look,
      atOnce: false,
    })
  }

  #begin(since: number): Promise<Outcome> {
    this.since = since
    this.attempts += 1
    this.isReady = false
    const tx = this.#tx
    const outcome = outcomeOf(this.job, tx)
    void Promise.race([outcome, tx.waiting]).then(() => {
      if (tx !== this.#tx) return
      this.isReady = true
      this.#onReady()
    })
    return outcome
  }
}
