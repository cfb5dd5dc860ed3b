import pg from 'pg'
import { withNul } from '../sql/nul.ts'
import { isConnectionLost } from './errors.ts'
import type { Prepared } from './prepared.ts'

/** A row by the names of its columns. */
export type Row = Record<string, unknown>

export interface Answer {
  /** The rows, a list of values each, in the order of the columns. */
  rows: unknown[][]
  columns: string[]
  /** How many rows were changed. */
  changed: number
}

/** A statement to be run. */
export interface Ask {
  text: string
  /** What the server keeps the statement by. */
  name: string
  values: unknown[]
}

const closeTimeMs = 2_000

/** Counts the descriptions that this process has asked for. */
let described = 0

const bigint = 20
const numeric = 1700
const texts = new Set([25, 1043])

/** Numbers as JavaScript's, up to 2^53 exact; text with its NULs. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (format !== 'binary' && (oid === bigint || oid === numeric)) return Number
    if (format !== 'binary' && texts.has(oid)) return withNul
    return pg.types.getTypeParser(oid, format as 'text')
  }) as pg.CustomTypesConfig['getTypeParser'],
}

/**
 * One connection. Statements are sent as they come and answered in their order, without waiting for each other.
 * Once it is lost it stays so, and with it its transaction.
 */
export class Connection {
  readonly #client: pg.Client
  readonly #keepsStatements: boolean
  readonly #onLost: () => void

  /**
   * @param keepsStatements whether the server is spoken to directly, so that prepared statements stay.
   * @param onLost called when it is of no use any more.
   */
  constructor(client: pg.Client, keepsStatements: boolean, onLost: () => void) {
    this.#client = client
    this.#keepsStatements = keepsStatements
    this.#onLost = onLost
  }

  async ask({ text, name, values }: Ask): Promise<Answer> {
    const result = await this.#watched(() =>
      this.#client.query({ text, values, rowMode: 'array', types, ...(this.#keepsStatements && { name }) }),
    )
    return {
      rows: result.rows,
      columns: result.fields.map((field) => field.name),
      changed: result.rowCount ?? 0,
    }
  }

  /** Has all that `send` asks for sent in one piece: each piece by itself is a call of the operating system. */
  together<T>(send: () => T): T {
    const { stream } = this.#client.connection
    stream.cork()
    try {
      return send()
    } finally {
      stream.uncork()
    }
  }

  /** Statements without parameters, in one go. @returns the command that each was answered with. */
  async control(sql: string): Promise<string[]> {
    const results: pg.QueryResult | pg.QueryResult[] = await this.#watched(() => this.#client.query(sql))
    return [results].flat().map((result) => result.command)
  }

  /** Finds out the types of a statement's parameters, where that wasn't done yet. */
  async describe(prepared: Prepared): Promise<void> {
    if (prepared.isDescribed) return
    // One go, so that it is one connection behind a pooler too, also in the middle of a transaction.
    // A name of its own: one that is cancelled halfway leaves it behind.
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

  /** Takes leave of the server, which has a moment to hear it. */
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
      if (isConnectionLost(error)) this.#onLost()
      throw error
    }
  }
}

/** The rows of an answer by the names of their columns, from a column on. */
export function rowsOf(answer: Answer, from = 0): Row[] {
  const { columns } = answer
  return answer.rows.map((values) => {
    const row: Row = {}
    for (let index = from; index < columns.length; index += 1) row[columns[index] as string] = values[index]
    return row
  })
}
