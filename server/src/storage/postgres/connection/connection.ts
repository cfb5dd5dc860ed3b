import type pg from 'pg'
import { withNul } from '../sql/nul.ts'
import { cancelStatement } from './cancel-statement.ts'
import { driver } from './driver.ts'
import { isConnectionLost, isTimeout, timeoutError } from './errors.ts'
import { type Layout, oneServer } from './layout.ts'
import type { Prepared } from './prepared.ts'

/** A row, keyed by column name. */
export type Row = Record<string, unknown>

export interface QueryResult {
  /** The rows, each a list of values in column order. */
  rows: unknown[][]
  columns: string[]
  /** The number of rows changed. */
  changed: number
}

/** A statement to run. */
export interface Query {
  text: string
  /** The name of the prepared statement on the server. */
  name: string
  values: unknown[]
}

const closeTimeMs = 2_000

/** Number of `describe` calls in this process. */
let described = 0

const bigint = 20
const numeric = 1700
const texts = new Set([25, 1043])

/** Numbers are returned as JavaScript numbers (exact up to 2^53), text with its NUL characters restored. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (format !== 'binary' && (oid === bigint || oid === numeric)) return Number
    if (format !== 'binary' && texts.has(oid)) return withNul
    return driver().types.getTypeParser(oid, format as 'text')
  }) as pg.CustomTypesConfig['getTypeParser'],
}

/**
 * One connection. Statements are pipelined: they are sent as they come and answered in order. A lost connection stays
 * lost, and its transaction with it.
 */
export class Connection {
  /** That of its database; to be set before the first statement. */
  layout: Layout = oneServer
  /** Opens, or returns, another connection to the same server, for what is committed apart from its transactions. */
  readonly apart: () => Promise<Connection>
  /** Whether prepared statements persist: not through a pooler. */
  keepsStatements = false
  readonly #client: pg.Client
  readonly #onLost: () => void
  #isAbandoned = false

  /**
   * @param onLost called when the connection can no longer be used.
   * @param apart see the property.
   */
  constructor(client: pg.Client, onLost: () => void, apart: () => Promise<Connection>) {
    this.#client = client
    this.#onLost = onLost
    this.apart = apart
  }

  async query({ text, name, values }: Query): Promise<QueryResult> {
    const result = await this.#watched(() =>
      this.#client.query({ text, values, rowMode: 'array', types, ...(this.keepsStatements && { name }) }),
    )
    return {
      rows: result.rows,
      columns: result.fields.map((field) => field.name),
      changed: result.rowCount ?? 0,
    }
  }

  /** Sends everything that `send` queues in one system call. */
  corked<T>(send: () => T): T {
    const { stream } = this.#client.connection
    stream.cork()
    try {
      return send()
    } finally {
      stream.uncork()
    }
  }

  /** Runs statements without parameters in one round trip. @returns the command tag of each. */
  async control(sql: string): Promise<string[]> {
    const results: pg.QueryResult | pg.QueryResult[] = await this.#watched(() => this.#client.query(sql))
    return [results].flat().map((result) => result.command)
  }

  /** Determines the types of a statement's parameters, unless they are known. */
  async describe(prepared: Prepared): Promise<void> {
    if (prepared.isDescribed) return
    // One round trip, so a pooler uses one connection for all of it, even inside a transaction. The name is unique
    // because a cancelled call leaves its statement behind.
    described += 1
    const name = `contactd_described_${process.pid}_${described}`
    const sql = `PREPARE ${name} AS ${prepared.text};
      SELECT array_to_string(parameter_types::oid[], ',') AS types FROM pg_prepared_statements
      WHERE name = '${name}';
      DEALLOCATE ${name}`
    const results: unknown = await this.#watched(() => this.#client.query(sql))
    const [, asked] = results as pg.QueryResult<{ types: string }>[]
    const list = asked?.rows[0]?.types ?? ''
    prepared.describe(list === '' ? [] : list.split(',').map(Number))
  }

  /**
   * Drops the connection: pending statements fail with a timeout, and the server is asked to cancel the current one.
   */
  abandon(): void {
    if (this.#isAbandoned) return
    this.#isAbandoned = true
    cancelStatement(this.#client)
    this.#client.connection.stream.destroy()
    this.#onLost()
  }

  /** Disconnects from the server, with a time limit. */
  async close(): Promise<void> {
    const { stream } = this.#client.connection
    const overdue = setTimeout(() => stream.destroy(), closeTimeMs)
    await this.#client.end()
    clearTimeout(overdue)
  }

  async #watched<T>(query: () => Promise<T>): Promise<T> {
    try {
      return await query()
    } catch (error) {
      if (isTimeout(error)) this.abandon()
      else if (isConnectionLost(error)) this.#onLost()
      // Statements sent after the timed-out one time out, too: a retry would take the same time again.
      throw this.#isAbandoned && isConnectionLost(error) ? timeoutError(error) : error
    }
  }
}

/** Converts a result to rows keyed by column name, starting at column `from`. */
export function rowsOf(result: QueryResult, from = 0): Row[] {
  const { columns } = result
  return result.rows.map((values) => {
    const row: Row = {}
    for (let index = from; index < columns.length; index += 1) row[columns[index] as string] = values[index]
    return row
  })
}
