import type { Clock } from '../../../lib/clock.ts'
import { type BatchedRead, GroupedWriteTx, type SharedTransaction } from './grouped-write-tx.ts'
import type { BufferedStatement } from './write-batches.ts'
import { type Outcome, outcomeOf, type QueuedWrite } from './write-group.ts'

/** Stands in for the transaction before there is one: it buffers statements and can execute none. */
class BufferedTransaction implements SharedTransaction {
  readonly statements: BufferedStatement[] = []
  readonly #transactionNeeded = Promise.withResolvers<'needsTransaction'>()

  /** Resolves when the write needs an answer that only a transaction can give. */
  get transactionNeeded(): Promise<'needsTransaction'> {
    return this.#transactionNeeded.promise
  }

  read(): Promise<never> {
    return this.#needTransaction()
  }

  execute(): Promise<never> {
    return this.#needTransaction()
  }

  async keep(own: BufferedStatement[]): Promise<void> {
    this.statements.push(...own)
  }

  async undo(): Promise<void> {}

  #needTransaction(): Promise<never> {
    this.#transactionNeeded.resolve('needsTransaction')
    return new Promise(() => undefined)
  }
}

/**
 * A write that reads before its group begins, concurrently with all others, and waits with its first statement that
 * writes for a group. It may have to read again, if its read set has changed.
 */
export class OptimisticWrite {
  readonly write: QueuedWrite
  /** The number of the latest group that had ended when the write began to read. */
  since = 0
  /** How often it has begun. */
  attempts = 0
  isReady = false
  /** When it began, or when the database last answered it, in milliseconds since 1970. */
  lastAnswerAt: number
  readonly #readBatched: BatchedRead
  readonly #onReady: () => void
  #buffer = new BufferedTransaction()
  #tx: GroupedWriteTx
  #outcome: Promise<Outcome>

  /** @param onReady called when it waits for a group or has ended. */
  constructor(
    write: QueuedWrite,
    readBatched: BatchedRead,
    since: number,
    onReady: () => void,
    clock: Clock,
  ) {
    this.write = write
    this.lastAnswerAt = clock.now()
    this.#readBatched = async (prepared, params) => {
      const rows = await readBatched(prepared, params)
      this.lastAnswerAt = clock.now()
      return rows
    }
    this.#onReady = onReady
    this.#tx = this.#newTx()
    this.#outcome = this.#start(since)
  }

  get readSet() {
    return this.#tx.readSet
  }

  /** Whether it waits for the database, not for something else. */
  get isQuerying(): boolean {
    return this.#tx.isQuerying
  }

  /** Whether one of its statements failed: then it has to run where the statement is identified. */
  get hasFailed(): boolean {
    return this.#tx.groupFailure !== undefined
  }

  restart(since: number): void {
    this.#tx.end()
    this.#tx = this.#newTx()
    this.#outcome = this.#start(since)
  }

  end(): void {
    this.#tx.end()
  }

  /**
   * Runs the rest of the write, with its statements buffered.
   * @param late resolves after the time limit: the write then runs under the lock, which rejects it if it stalls.
   * @returns its outcome and its statements, or that it needs a transaction.
   */
  async finish(
    late: Promise<'needsTransaction'>,
  ): Promise<{ outcome: Outcome; statements: BufferedStatement[] } | 'needsTransaction'> {
    this.#tx.takeTurn()
    const outcome = await Promise.race([this.#outcome, this.#buffer.transactionNeeded, late])
    if (outcome === 'needsTransaction' || this.hasFailed) {
      this.#tx.end()
      return 'needsTransaction'
    }
    if ('error' in outcome) return { outcome, statements: [] }
    await this.#tx.keep()
    return { outcome, statements: this.#buffer.statements }
  }

  #newTx(): GroupedWriteTx {
    this.#buffer = new BufferedTransaction()
    return new GroupedWriteTx({
      transaction: this.#buffer,
      scope: this.write.scope,
      readBatched: this.#readBatched,
      isImmediate: false,
    })
  }

  #start(since: number): Promise<Outcome> {
    this.since = since
    this.attempts += 1
    this.isReady = false
    const tx = this.#tx
    const outcome = outcomeOf(this.write, tx)
    void Promise.race([outcome, tx.waiting]).then(() => {
      if (tx !== this.#tx) return
      this.isReady = true
      this.#onReady()
    })
    return outcome
  }
}
