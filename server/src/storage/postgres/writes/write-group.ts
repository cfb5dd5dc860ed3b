import { setTimeout as sleep } from 'node:timers/promises'
import type { SqlParams } from '../../statement.ts'
import type { WriteScope, WriteTx } from '../../storage.ts'
import type { Row } from '../connection/connection.ts'
import { portError } from '../connection/errors.ts'
import type { Prepared } from '../connection/prepared.ts'
import { GroupFailedError, type GroupTransaction } from './group-transaction.ts'
import { GroupedWriteTx } from './grouped-write-tx.ts'
import type { TransactionLimits } from './locking.ts'

/** A write in the queue. */
export interface QueuedWrite {
  scope: WriteScope
  /** Runs it; may be called again. @returns how to report success to the caller, for after the commit. */
  execute(tx: WriteTx): Promise<() => void>
  reject(error: unknown): void
  /** Set once its caller was rejected because it took too long: it does not run again. */
  isAbandoned?: boolean
}

export interface GroupLimits extends TransactionLimits {
  /** A write that waits for something other than its transaction is rejected after this time. */
  stallTimeMs: number
}

/** Settles the promise of a write's caller. */
export type Settle = () => void

export type Outcome = { settle: Settle } | { error: unknown }

/** A write in progress. */
interface Run {
  write: QueuedWrite
  tx: GroupedWriteTx
  /** Never rejects. */
  outcome: Promise<Outcome>
}

/**
 * Runs writes in one transaction, as if one after the other in their order. All read concurrently, with one statement
 * for all reads of a kind. Then each takes its turn: if an earlier write has written to its read set, it starts over,
 * else it continues. Statements are buffered and sent together at the end. If one fails, the group is rolled back:
 * see `runOneByOne`.
 * @returns how to settle each write; the transaction is committed by then.
 * @throws GroupFailedError, or why the database is unavailable; nothing was written then.
 */
export async function runBatched(
  transaction: GroupTransaction,
  writes: readonly QueuedWrite[],
  limits: GroupLimits,
): Promise<Settle[]> {
  const beginning = transaction.begin(scopesOf(writes), limits)
  // The writes' reads are sent right after it; a failure to begin is thrown below.
  beginning.catch(() => undefined)
  const rounds = new ReadRounds(transaction)
  const runs = writes.map((write) => start(write, transaction, rounds))
  try {
    await rounds.untilAllWait(runs, limits.stallTimeMs)
    await beginning
    const settles: Settle[] = []
    for (const run of runs) settles.push(await takeTurn(run, transaction, limits.stallTimeMs))
    await transaction.commit()
    return settles
  } finally {
    for (const { tx } of runs) tx.end()
  }
}

/**
 * Runs writes in one transaction, one after the other, each statement immediately and each write after a savepoint.
 * This is slow, but identifies the write that fails. If the database blocks a second write, the cause is not theirs,
 * and the group fails at once instead of waiting for each.
 */
export async function runOneByOne(
  transaction: GroupTransaction,
  writes: readonly QueuedWrite[],
  limits: GroupLimits,
): Promise<Settle[]> {
  await transaction.begin(scopesOf(writes), limits)
  const settles: Settle[] = []
  let blocked = 0
  for (const write of writes) {
    await transaction.savepoint()
    const tx = new GroupedWriteTx({ transaction, scope: write.scope, isImmediate: true })
    settles.push(await finish({ write, tx, outcome: outcomeOf(write, tx) }, limits.stallTimeMs))
    const { blockingError } = tx
    if (blockingError !== undefined) blocked += 1
    if (blocked > 1) throw new GroupFailedError('A second write was blocked.', { cause: blockingError })
  }
  await transaction.commit()
  return settles
}

const scopesOf = (writes: readonly QueuedWrite[]): WriteScope[] => writes.map(({ scope }) => scope)

function start(write: QueuedWrite, transaction: GroupTransaction, rounds: ReadRounds): Run {
  const readBatched = (prepared: Prepared, params: SqlParams) => rounds.read(prepared, params)
  const tx = new GroupedWriteTx({ transaction, scope: write.scope, readBatched, isImmediate: false })
  return { write, tx, outcome: outcomeOf(write, tx) }
}

/** Runs a write. The promise never rejects. */
export const outcomeOf = (write: QueuedWrite, tx: GroupedWriteTx): Promise<Outcome> =>
  new Promise<Settle>((resolve) => resolve(write.execute(tx))).then(
    (settle) => ({ settle }),
    (error: unknown) => ({ error }),
  )

async function takeTurn(run: Run, transaction: GroupTransaction, stallTimeMs: number): Promise<Settle> {
  if (run.tx.groupFailure === undefined && transaction.isUnchanged(run.tx.readSet)) {
    run.tx.takeTurn()
    return finish(run, stallTimeMs)
  }
  refuseFailed(run.tx)
  run.tx.end()
  const tx = new GroupedWriteTx({ transaction, scope: run.write.scope, isImmediate: false })
  return finish({ write: run.write, tx, outcome: outcomeOf(run.write, tx) }, stallTimeMs)
}

/** @throws the error that fails the whole group. */
async function finish(run: Run, stallTimeMs: number): Promise<Settle> {
  const { write, tx } = run
  const ended = await within(stallTimeMs, run)
  refuseFailed(tx)
  try {
    if ('error' in ended) throw ended.error
    await tx.keep()
    return ended.settle
  } catch (error) {
    refuseFailed(tx)
    await tx.undo()
    return () => write.reject(portError(error))
  }
}

function refuseFailed(tx: GroupedWriteTx): void {
  const failure = tx.groupFailure
  if (failure !== undefined) throw new GroupFailedError('A statement of a group failed.', { cause: failure })
}

/**
 * The outcome, or an error if the write stalls: it may wait for nothing but its transaction. The time of each
 * statement is limited separately.
 */
async function within(timeMs: number, { tx, outcome }: Run): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>()
  const error = new Error(`A write waited ${timeMs} ms for something other than its transaction.`)
  const check = () => {
    if (tx.isQuerying) timer = setTimeout(check, timeMs)
    else resolve({ error })
  }
  let timer = setTimeout(check, timeMs)
  try {
    return await Promise.race([outcome, promise])
  } finally {
    clearTimeout(timer)
  }
}

interface PendingRead {
  params: SqlParams
  resolve(rows: Row[]): void
  reject(error: unknown): void
}

/** After this many turns of the event loop without a read, some write waits for something else. */
const maxIdleTurns = 100

/** Collects the reads of concurrent writes and sends them round by round. */
class ReadRounds {
  readonly #transaction: GroupTransaction
  #round = new Map<Prepared, PendingRead[]>()
  #isOver = false

  constructor(transaction: GroupTransaction) {
    this.#transaction = transaction
  }

  read(prepared: Prepared, params: SqlParams): Promise<Row[]> {
    if (this.#isOver) return Promise.reject(new Error('A write read after others had written.'))
    return new Promise((resolve, reject) => {
      const pending = this.#round.get(prepared)
      if (pending) pending.push({ params, resolve, reject })
      else this.#round.set(prepared, [{ params, resolve, reject }])
    })
  }

  /** Sends reads, and the reads that follow from their results, until every write has ended or waits for its turn. */
  async untilAllWait(runs: readonly Run[], stallTimeMs: number): Promise<void> {
    let overdue = false
    let idleTurns = 0
    const waiting = runs.map((run) => Promise.race([run.outcome, run.tx.waiting]))
    const all = Promise.all(waiting).then(() => true)
    const timer = setTimeout(() => {
      overdue = true
    }, stallTimeMs)
    try {
      while (!overdue) {
        // Writes wait for nothing but results, so by the next turn each has queued all of its reads.
        const isDone = await Promise.race([all, idleTurns < maxIdleTurns ? nextTurn() : sleep(1, false)])
        idleTurns += 1
        if (this.#round.size > 0) {
          await this.#send()
          idleTurns = 0
          // The time that the database took doesn't count.
          overdue = false
          timer.refresh()
        } else if (isDone) return
      }
    } finally {
      clearTimeout(timer)
      this.#isOver = true
    }
  }

  async #send(): Promise<void> {
    const round = this.#round
    this.#round = new Map()
    await Promise.all(
      [...round].map(async ([prepared, pending]) => {
        try {
          const found = await this.#transaction.readBatch(
            prepared,
            pending.map(({ params }) => params),
          )
          for (const [index, { resolve }] of pending.entries()) resolve(found[index] ?? [])
        } catch (error) {
          for (const { reject } of pending) reject(error)
        }
      }),
    )
  }
}

const nextTurn = (): Promise<false> => new Promise((resolve) => setImmediate(() => resolve(false)))
