import type { DatabaseError } from 'pg'
import { CopyError, type CopyTarget } from '../../copy/copy-port.ts'
import type { Column, Row, Table } from '../../copy/table.ts'
import { keyColumns, namesOf } from '../../copy/table-sql.ts'
import { portError, sqlState } from '../connection/errors.ts'
import { binaryArray } from '../sql/binary-array.ts'
import { withoutNul } from '../sql/nul.ts'
import type { CopySession } from './copy-session.ts'
import { counterName, PostgresTables } from './postgres-tables.ts'

/** The steps that differ between the ways of filling a database. */
export interface Filling {
  /** Runs a batch of changes, possibly in its own transaction. */
  batch(work: () => Promise<void>): Promise<void>
  finish(): Promise<void>
}

const types = {
  text: { number: 25, name: 'text' },
  integer: { number: 20, name: 'bigint' },
  bytes: { number: 17, name: 'bytea' },
} as const

/** A PostgreSQL database that is being filled. Its foreign keys have been dropped before. */
export class PostgresCopyTarget extends PostgresTables implements CopyTarget {
  readonly #session: CopySession
  readonly #filling: Filling

  constructor(session: CopySession, filling: Filling) {
    super(session.connection)
    this.#session = session
    this.#filling = filling
  }

  async insert(table: Table, rows: readonly Row[]): Promise<void> {
    const arrays = table.columns.map(({ kind }, index) => `$${index + 1}::${types[kind].name}[]`)
    const text = `INSERT INTO ${table.name} (${namesOf(table.columns)}) OVERRIDING SYSTEM VALUE
      SELECT * FROM unnest(${arrays.join(', ')})`
    const values = table.columns.map((column, index) => arrayOf(column, rows, index))
    await this.#filling.batch(async () => {
      await this.query(text, values)
    })
  }

  async remove(table: Table, keys: readonly Row[]): Promise<void> {
    const columns = keyColumns(table)
    const arrays = columns.map(({ kind }, index) => `$${index + 1}::${types[kind].name}[]`)
    const text = `DELETE FROM ${table.name}
      WHERE (${namesOf(columns)}) IN (SELECT * FROM unnest(${arrays.join(', ')}))`
    const values = columns.map((column, index) => arrayOf(column, keys, index))
    await this.#filling.batch(async () => {
      await this.query(text, values)
    })
  }

  async setCounter(table: Table, counter: number): Promise<void> {
    // A sequence cannot be set to 0; an empty table keeps its default start of 1.
    if (counter === 0) return
    const name = counterName(table)
    // Never lowers the sequence: a ROLLBACK restores rows, but not the sequence that numbered them.
    await this.query(`SELECT setval(${name}, GREATEST($1, pg_sequence_last_value(${name})))`, [counter])
  }

  async finish(): Promise<void> {
    try {
      await this.#filling.finish()
    } catch (error) {
      if (sqlState(error) === '23503') throw new CopyError(brokenSentence(error as DatabaseError))
      throw portError(error)
    }
    // Otherwise the planner would assume empty tables.
    await this.control('ANALYZE')
  }

  close(): Promise<void> {
    return this.#session.close()
  }
}

function arrayOf({ kind }: Column, rows: readonly Row[], index: number): Buffer {
  const values = rows.map((row) => row[index])
  const stored = kind === 'text' ? values.map((v) => (typeof v === 'string' ? withoutNul(v) : v)) : values
  return binaryArray(types[kind].number, stored)
}

const brokenSentence = ({ table, detail }: DatabaseError) =>
  `A row of the table ${table} refers to a missing row (${detail}): check the source with \`contactd doctor\`.`
