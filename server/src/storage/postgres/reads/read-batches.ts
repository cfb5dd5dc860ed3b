import type { SqlParams, Statement } from '../../statement.ts'
import { type ReadTx, StorageUnavailableError } from '../../storage.ts'
import type { Row } from '../connection/connection.ts'
import { isConnectionLost, isOverdue, portError } from '../connection/errors.ts'
import { type Prepared, prepare } from '../connection/prepared.ts'
import { readSets } from '../connection/run-sets.ts'
import type { Session } from '../connection/session.ts'

const maxWaiting = 10_000
const maxSets = 128

interface Waiting {
  params: SqlParams
  resolve(rows: Row[]): void
  reject(error: unknown): void
}

/**
 * The reads that wait, sent together as soon as a connection is free: those of the same statement as one. So the
 * rounds grow with the load. Every read is sent after it was asked for, so that it sees all that was committed
 * before.
 */
export class ReadBatches implements ReadTx {
  readonly #sessions: readonly Session[]
  readonly #busy = new Set<Session>()
  #waiting = new Map<Prepared, Waiting[]>()
  #count = 0
  #scheduled = false

  constructor(sessions: readonly Session[]) {
    this.#sessions = sessions
  }

  async get<P extends SqlParams, R>(statement: Statement<P, R>, params: P): Promise<R | undefined> {
    const [row] = await this.rows(prepare(statement), params)
    return row as R | undefined
  }

  async all<P extends SqlParams, R>(statement: Statement<P, R>, params: P): Promise<R[]> {
    return (await this.rows(prepare(statement), params)) as R[]
  }

  /** The rows that a statement finds. @throws Error where it is no read. */
  rows(prepared: Prepared, params: SqlParams): Promise<Row[]> {
    return new Promise((resolve, reject) => {
      prepared.check(params)
      if (!prepared.footprint.isRead) throw new Error(`The statement ${prepared.statementName} is no read.`)
      if (this.#count >= maxWaiting)
        throw new StorageUnavailableError('Too many reads are waiting for the database.')
      this.#count += 1
      const list = this.#waiting.get(prepared)
      if (list) list.push({ params, resolve, reject })
      else this.#waiting.set(prepared, [{ params, resolve, reject }])
      this.#schedule()
    })
  }

  /** At the end of the turn: those that come in it go together. */
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
      chunksOf(list, maxSets).map((some) => this.#answer(session, prepared, some)),
    )
    await Promise.all(answers)
    for (const list of round.values()) this.#count -= list.length
    this.#busy.delete(session)
    this.#schedule()
  }

  /** Never rejects: whoever asked is told. */
  async #answer(session: Session, prepared: Prepared, list: Waiting[]): Promise<void> {
    try {
      const found = await this.#ask(session, prepared, list)
      for (const [index, { resolve }] of list.entries()) resolve(found[index] ?? [])
    } catch (error) {
      if (list.length === 1 || error instanceof StorageUnavailableError || isConnectionLost(error)) {
        for (const { reject } of list) reject(portError(error))
      } else {
        // One of them fails: each alone, so that it fails alone.
        await Promise.all(list.map((each) => this.#answer(session, prepared, [each])))
      }
    }
  }

  /**
   * A connection that was lost while nobody looked fails once: the server may be there again. Where one can't be
   * had, since the server has none left, another that is there, or is being made, is busy, but does it too.
   */
  async #ask(session: Session, prepared: Prepared, list: Waiting[]): Promise<Row[][]> {
    const sets = list.map(({ params }) => params)
    try {
      return await readSets(await session.connection(), prepared, sets)
    } catch (error) {
      if (isOverdue(error)) throw error
      if (isConnectionLost(error)) return readSets(await session.connection(), prepared, sets)
      if (!(error instanceof StorageUnavailableError)) throw error
      const others = this.#sessions.filter((each) => each.isBegun).map((each) => each.connection())
      const other = await Promise.any(others).catch(() => Promise.reject(error))
      return readSets(other, prepared, sets)
    }
  }
}

function chunksOf<T>(list: readonly T[], size: number): T[][] {
  const chunks: T[][] = []
  for (let from = 0; from < list.length; from += size) chunks.push(list.slice(from, from + size))
  return chunks
}
