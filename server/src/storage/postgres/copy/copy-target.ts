import type { DatabaseError } from 'pg'
import { CopyError, type CopyTarget } from '../../copy/copy-port.ts'
import type { Column, Row, Table } from '../../copy/table.ts'
import { keyColumns, namesOf } from '../../copy/table-sql.ts'
import { portError, sqlState } from '../connection/errors.ts'
import { binaryArray } from '../sql/binary-array.ts'
import { withoutNul } from '../sql/nul.ts'
import { lastOfSequence, sequenceOf } from './copy-layout.ts'
import type { CopySession } from './copy-session.ts'
import { PostgresTables } from './postgres-tables.ts'

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
    const { name } = table
    // Never lowers the sequence: a ROLLBACK restores rows, but not the sequence that numbered them.
    await this.query(`SELECT setval(${sequenceOf(name)}, GREATEST($1, ${lastOfSequence(name)}))`, [counter])
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

/** A shard names its table with its own number, and only in the message. */
const numberOfShard = /"(\w+)_\d+"/

function brokenSentence({ table, detail = '', message }: DatabaseError): string {
  const [name, missing] =
    table === undefined
      ? [numberOfShard.exec(message)?.[1], detail.replace(numberOfShard, '"$1"')]
      : [table, detail]
  return `A row of the table ${name} refers to a missing row (${missing}): check the source with \`contactd doctor\`.`
}
