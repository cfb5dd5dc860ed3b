import type { SqlParams, Statement } from '../statement.ts'
import { type ReadTx, StorageUnavailableError } from '../storage.ts'
import type { Row } from './connection.ts'
import { isConnectionLost, isOverdue, portError } from './errors.ts'
import { type Prepared, prepare } from './prepared.ts'
import { readSets } from './run-sets.ts'
import type { Session } from './session.ts'

const maxWaiting = 10_000
const maxSets = 128

interface Waiting {
  params: SqlParams
  resolve(rows: Row[]): void
  reject(error: unknown): void
}

/**
 * The reads that come in one turn of the event loop, sent together: those of the same statement as one. Every
 * read is sent after it was asked for, so that it sees all that was committed before.
 */
export class ReadBatches implements ReadTx {
  readonly #sessions: readonly Session[]
  readonly #waiting = new Map<Prepared, Waiting[]>()
  #count = 0
  #scheduled = false

  constructor(sessions: readonly Session[]) {
    this.#sessions = sessions
  }

  async get<P extends SqlParams, R>(statement: Statement<P, R>, params: P): Promise<R | undefined> {
    const [row] = await this.#read(statement, params)
    return row as R | undefined
  }

  async all<P extends SqlParams, R>(statement: Statement<P, R>, params: P): Promise<R[]> {
    return (await this.#read(statement, params)) as R[]
  }

  #read<P extends SqlParams, R>(statement: Statement<P, R>, params: P): Promise<Row[]> {
    const prepared = prepare(statement)
    return new Promise((resolve, reject) => {
      prepared.check(params)
      if (!prepared.footprint.isRead) throw new Error(`The statement ${statement.name} is no read.`)
      if (this.#count >= maxWaiting)
        throw new StorageUnavailableError('Too many reads are waiting for the database.')
      this.#count += 1
      const list = this.#waiting.get(prepared)
      if (list) list.push({ params, resolve, reject })
      else this.#waiting.set(prepared, [{ params, resolve, reject }])
      if (this.#scheduled) return
      this.#scheduled = true
      setImmediate(() => this.#send())
    })
  }

  #send(): void {
    this.#scheduled = false
    for (const [prepared, list] of this.#waiting) {
      for (let from = 0; from < list.length; from += maxSets) {
        const some = list.slice(from, from + maxSets)
        void this.#answer(prepared, some).finally(() => {
          this.#count -= some.length
        })
      }
    }
    this.#waiting.clear()
  }

  async #answer(prepared: Prepared, list: Waiting[]): Promise<void> {
    try {
      const found = await this.#ask(prepared, list)
      for (const [index, { resolve }] of list.entries()) resolve(found[index] ?? [])
    } catch (error) {
      const [one, ...others] = list
      if (others.length === 0 || error instanceof StorageUnavailableError || isConnectionLost(error)) {
        for (const { reject } of list) reject(portError(error))
      } else if (one !== undefined) {
        // One of them fails: each alone, so that it fails alone.
        await Promise.all(list.map((each) => this.#answer(prepared, [each])))
      }
    }
  }

  /** A connection that was lost while nobody looked fails once: the server may be there again. */
  async #ask(prepared: Prepared, list: Waiting[]): Promise<Row[][]> {
    const sets = list.map(({ params }) => params)
    try {
      return await readSets(await this.#leastBusy().connection(), prepared, sets)
    } catch (error) {
      if (!isConnectionLost(error) || isOverdue(error)) throw error
      return readSets(await this.#leastBusy().connection(), prepared, sets)
    }
  }

  #leastBusy(): Session {
    return this.#sessions.reduce((least, session) => (session.pending < least.pending ? session : least))
  }
}
