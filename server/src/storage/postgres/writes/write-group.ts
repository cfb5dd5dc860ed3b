import { setTimeout as sleep } from 'node:timers/promises'
import type { SqlParams } from '../../statement.ts'
import type { WriteTx } from '../../storage.ts'
import type { Row } from '../connection/connection.ts'
import { portError } from '../connection/errors.ts'
import type { Prepared } from '../connection/prepared.ts'
import { GroupFailedError, type GroupTransaction, type TransactionLimits } from './group-transaction.ts'
import { JobTx } from './job-tx.ts'

/** A write that waits. */
export interface Job {
  locationId: string | undefined
  /** Runs it; may be called again. @returns how to tell its caller of the success, for after the commit. */
  execute(tx: WriteTx): Promise<() => void>
  reject(error: unknown): void
}

export interface GroupLimits extends TransactionLimits {
  /** A job that waits for something other than its transaction is given up after this time. */
  jobTimeMs: number
}

/** Tells a job's caller how it went. */
export type Settle = () => void

export type Outcome = { settle: Settle } | { error: unknown }

/** A job under way. */
interface Run {
  job: Job
  tx: JobTx
  /** Never rejects. */
  outcome: Promise<Outcome>
}

/**
 * Runs jobs in one transaction, as if one after the other in their order. All look at the same time, and what they
 * ask of the same kind is one statement. Then each takes its turn: where a job before it wrote what it
 * had read, it starts over; else it goes on from where it waits. Writes are put off and done together at
 * the end. A group in which a statement failed is rolled back: see `runOneByOne`.
 * @returns how to settle each job, after the commit that this waited for.
 * @throws GroupFailedError, or why the database can't take it now; nothing was done then.
 */
export async function runTogether(
  transaction: GroupTransaction,
  jobs: readonly Job[],
  limits: GroupLimits,
): Promise<Settle[]> {
  const beginning = transaction.begin(locationsOf(jobs), limits)
  // What the jobs look at is sent right behind; that the beginning failed is told below.
  beginning.catch(() => undefined)
  const looks = new Looks(transaction)
  const runs = jobs.map((job) => start(job, transaction, looks))
  try {
    await looks.untilAllWait(runs, limits.jobTimeMs)
    await beginning
    const settles: Settle[] = []
    for (const run of runs) settles.push(await takeTurn(run, transaction, limits.jobTimeMs))
    await transaction.commit()
    return settles
  } finally {
    for (const { tx } of runs) tx.end()
  }
}

/**
 * Runs jobs in one transaction one after the other, each statement at once and each job behind a savepoint: slow,
 * but it is known which job a failure belongs to. Where the database can't take a statement of a second one, it
 * isn't theirs, and the others need not wait for it, too.
 */
export async function runOneByOne(
  transaction: GroupTransaction,
  jobs: readonly Job[],
  limits: GroupLimits,
): Promise<Settle[]> {
  await transaction.begin(locationsOf(jobs), limits)
  const settles: Settle[] = []
  let hindered = 0
  for (const job of jobs) {
    await transaction.savepoint()
    const tx = new JobTx({ transaction, locationId: job.locationId, atOnce: true })
    settles.push(await finish({ job, tx, outcome: outcomeOf(job, tx) }, limits.jobTimeMs))
    const { hindrance } = tx
    if (hindrance !== undefined) hindered += 1
    if (hindered > 1) throw new GroupFailedError('A second job was hindered.', { cause: hindrance })
  }
  await transaction.commit()
  return settles
}

function locationsOf(jobs: readonly Job[]): string[] | undefined {
  const ids = jobs.map((job) => job.locationId)
  return ids.includes(undefined) ? undefined : ids.filter((id) => id !== undefined)
}

function start(job: Job, transaction: GroupTransaction, looks: Looks): Run {
  const look = (prepared: Prepared, params: SqlParams) => looks.look(prepared, params)
  const tx = new JobTx({ transaction, locationId: job.locationId, look, atOnce: false })
  return { job, tx, outcome: outcomeOf(job, tx) }
}

/** Runs a job. What it returns never rejects. */
export const outcomeOf = (job: Job, tx: JobTx): Promise<Outcome> =>
  new Promise<Settle>((resolve) => resolve(job.execute(tx))).then(
    (settle) => ({ settle }),
    (error: unknown) => ({ error }),
  )

async function takeTurn(run: Run, transaction: GroupTransaction, jobTimeMs: number): Promise<Settle> {
  if (run.tx.groupFailure === undefined && transaction.isUntouched(run.tx.looked)) {
    run.tx.takeTurn()
    return finish(run, jobTimeMs)
  }
  refuseFailed(run.tx)
  run.tx.end()
  const tx = new JobTx({ transaction, locationId: run.job.locationId, atOnce: false })
  return finish({ job: run.job, tx, outcome: outcomeOf(run.job, tx) }, jobTimeMs)
}

/** @throws what fails the whole group. */
async function finish(run: Run, jobTimeMs: number): Promise<Settle> {
  const { job, tx } = run
  const ended = await within(jobTimeMs, run)
  refuseFailed(tx)
  try {
    if ('error' in ended) throw ended.error
    await tx.keep()
    return ended.settle
  } catch (error) {
    refuseFailed(tx)
    await tx.undo()
    return () => job.reject(portError(error))
  }
}

function refuseFailed(tx: JobTx): void {
  const failure = tx.groupFailure
  if (failure !== undefined) throw new GroupFailedError('A statement of a group failed.', { cause: failure })
}

/**
 * The outcome, or that it took too long: a job waits for nothing but its transaction. How long the database may take
 * is bounded for each statement.
 */
async function within(timeMs: number, { tx, outcome }: Run): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>()
  const error = new Error(`A write waited ${timeMs} ms for something not its transaction.`)
  const look = () => {
    if (tx.isAsking) timer = setTimeout(look, timeMs)
    else resolve({ error })
  }
  let timer = setTimeout(look, timeMs)
  try {
    return await Promise.race([outcome, promise])
  } finally {
    clearTimeout(timer)
  }
}

interface Asked {
  params: SqlParams
  resolve(rows: Row[]): void
  reject(error: unknown): void
}

/** After so many turns of the event loop without a question, some job waits for something else. */
const maxIdleTurns = 100

/** What jobs ask while all of them look, round by round. */
class Looks {
  readonly #transaction: GroupTransaction
  #round = new Map<Prepared, Asked[]>()
  #isOver = false

  constructor(transaction: GroupTransaction) {
    this.#transaction = transaction
  }

  look(prepared: Prepared, params: SqlParams): Promise<Row[]> {
    if (this.#isOver) return Promise.reject(new Error('A write looked after the others had written.'))
    return new Promise((resolve, reject) => {
      const asked = this.#round.get(prepared)
      if (asked) asked.push({ params, resolve, reject })
      else this.#round.set(prepared, [{ params, resolve, reject }])
    })
  }

  /** Sends what is asked, and what is asked upon the answers, until every job has ended or wants to write. */
  async untilAllWait(runs: readonly Run[], jobTimeMs: number): Promise<void> {
    let overdue = false
    let idleTurns = 0
    const waiting = runs.map((run) => Promise.race([run.outcome, run.tx.waiting]))
    const all = Promise.all(waiting).then(() => true)
    const timer = setTimeout(() => {
      overdue = true
    }, jobTimeMs)
    try {
      while (!overdue) {
        // Jobs wait for nothing but answers, so by the next turn each has asked all that it can.
        const isDone = await Promise.race([all, idleTurns < maxIdleTurns ? nextTurn() : sleep(1, false)])
        idleTurns += 1
        if (this.#round.size > 0) {
          await this.#send()
          idleTurns = 0
          // How long the database took doesn't count.
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
      [...round].map(async ([prepared, asked]) => {
        try {
          const found = await this.#transaction.look(
            prepared,
            asked.map(({ params }) => params),
          )
          for (const [index, { resolve }] of asked.entries()) resolve(found[index] ?? [])
        } catch (error) {
          for (const { reject } of asked) reject(error)
        }
      }),
    )
  }
}

const nextTurn = (): Promise<false> => new Promise((resolve) => setImmediate(() => resolve(false)))
