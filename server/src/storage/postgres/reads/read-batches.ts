import { chunksOf } from '../../../lib/chunks-of.ts'
import { monotonicMs } from '../../../lib/clock.ts'
import type { SqlParams, Statement } from '../../statement.ts'
import { type ReadTx, StorageUnavailableError } from '../../storage.ts'
import type { Row } from '../connection/connection.ts'
import { isConnectionLost, isTimeout, portError } from '../connection/errors.ts'
import { type Prepared, prepare } from '../connection/prepared.ts'
import { readBatch } from '../connection/run-batches.ts'
import type { Session } from '../connection/session.ts'

const maxWaiting = 10_000
const maxSets = 128
/** When the server has stopped answering, a read that has waited for longer than this is not sent any more. */
const mostWaitMs = 1_000

/** Reads that are sent together with others. */
export interface BatchedReads extends ReadTx {
  /** The rows that a read finds. @throws Error if the statement is not a read. */
  rows(prepared: Prepared, params: SqlParams): Promise<Row[]>
}

/** Reads by statements, on top of reads by prepared ones. */
export abstract class StatementReads implements BatchedReads {
  abstract rows(prepared: Prepared, params: SqlParams): Promise<Row[]>

  async get<P extends SqlParams, R>(statement: Statement<P, R>, params: P): Promise<R | undefined> {
    const [row] = await this.rows(prepare(statement), params)
    return row as R | undefined
  }

  async all<P extends SqlParams, R>(statement: Statement<P, R>, params: P): Promise<R[]> {
    return (await this.rows(prepare(statement), params)) as R[]
  }
}

interface Waiting {
  params: SqlParams
  /** Milliseconds of the monotonic clock. */
  since: number
  resolve(rows: Row[]): void
  reject(error: unknown): void
}

/**
 * Queues reads and sends them together as soon as a connection is free, one statement for all reads of a kind.
 * Batches grow with the load. Every read is sent after it was requested, so it sees everything committed before.
 */
export class ReadBatches extends StatementReads {
  readonly #sessions: readonly Session[]
  readonly #busy = new Set<Session>()
  #waiting = new Map<Prepared, Waiting[]>()
  #count = 0
  #scheduled = false

  constructor(sessions: readonly Session[]) {
    super()
    this.#sessions = sessions
  }

  rows(prepared: Prepared, params: SqlParams): Promise<Row[]> {
    return new Promise((resolve, reject) => {
      prepared.check(params)
      if (!prepared.accessSet.isRead)
        throw new Error(`The statement ${prepared.statementName} is not a read.`)
      if (this.#count >= maxWaiting)
        throw new StorageUnavailableError('Too many reads are waiting for the database.')
      this.#count += 1
      const list = this.#waiting.get(prepared)
      const waiting = { params, since: monotonicMs(), resolve, reject }
      if (list) list.push(waiting)
      else this.#waiting.set(prepared, [waiting])
      this.#schedule()
    })
  }

  /** Waits for the end of the turn, so that all reads of a turn go together. */
  #schedule(): void {
    if (this.#scheduled || this.#waiting.size === 0 || this.#busy.size === this.#sessions.length) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      const free = this.#free()
      if (free !== undefined) void this.#sendRound(free)
    })
  }

  #free(): Session | undefined {
    const free = this.#sessions.filter((session) => !this.#busy.has(session))
    return free.find((session) => session.isConnected) ?? free[0]
  }

  async #sendRound(session: Session): Promise<void> {
    const round = this.#waiting
    this.#waiting = new Map()
    this.#busy.add(session)
    const answers = [...round].flatMap(([prepared, list]) =>
      [...chunksOf(list, maxSets)].map((some) => this.#answer(session, prepared, some)),
    )
    await Promise.all(answers)
    for (const list of round.values()) this.#count -= list.length
    this.#busy.delete(session)
    this.#schedule()
  }

  /** Never rejects: it settles the callers' promises. */
  async #answer(session: Session, prepared: Prepared, list: Waiting[]): Promise<void> {
    try {
      const found = await this.#query(session, prepared, list)
      for (const [index, { resolve }] of list.entries()) resolve(found[index] ?? [])
    } catch (error) {
      if (isTimeout(error)) this.#refuseLate(error)
      if (list.length === 1 || error instanceof StorageUnavailableError || isConnectionLost(error)) {
        for (const { reject } of list) reject(portError(error))
      } else {
        // One of them fails: run each alone, so only that one is rejected.
        await Promise.all(list.map((each) => this.#answer(session, prepared, [each])))
      }
    }
  }

  /**
   * Refuses the reads that have waited for a connection to a server that does not answer. If they were sent now, they
   * might succeed at the end of their time, and the next step of their operation would take as long again.
   */
  #refuseLate(error: unknown): void {
    const latest = monotonicMs() - mostWaitMs
    for (const [prepared, list] of this.#waiting) {
      const late = list.filter(({ since }) => since < latest)
      if (late.length === 0) continue
      for (const { reject } of late) reject(portError(error))
      this.#count -= late.length
      if (late.length === list.length) this.#waiting.delete(prepared)
      else
        this.#waiting.set(
          prepared,
          list.filter(({ since }) => since >= latest),
        )
    }
  }

  /**
   * Retries once on a connection that was lost while idle: the server may be back. If the server has no connection
   * left, another one that exists or is being opened runs the statements, too, although it is busy.
   */
  async #query(session: Session, prepared: Prepared, list: Waiting[]): Promise<Row[][]> {
    const sets = list.map(({ params }) => params)
    try {
      return await readBatch(await session.connection(), prepared, sets)
    } catch (error) {
      if (isTimeout(error)) throw error
      if (isConnectionLost(error)) return readBatch(await session.connection(), prepared, sets)
      if (!(error instanceof StorageUnavailableError)) throw error
      const others = this.#sessions.filter((each) => each.isBegun).map((each) => each.connection())
      const other = await Promise.any(others).catch(() => Promise.reject(error))
      return readBatch(other, prepared, sets)
    }
  }
}
