import { pageLimits, type TableReader } from '../../copy/copy-port.ts'
import type { Column, KeyRange, Row, Table } from '../../copy/table.ts'
import { inRange, keyColumns, namesOf } from '../../copy/table-sql.ts'
import type { SqlValue } from '../../statement.ts'
import type { Connection } from '../connection/connection.ts'
import { portError } from '../connection/errors.ts'
import { withoutNul } from '../sql/nul.ts'
import { lastOfSequence } from './copy-layout.ts'

const place = (number: number) => `$${number}`

/** The tables of a PostgreSQL database, read over one connection. */
export class PostgresTables implements TableReader {
  protected readonly connection: Connection

  constructor(connection: Connection) {
    this.connection = connection
  }

  async count(table: Table, range: KeyRange): Promise<number> {
    const { where, values } = inRange(table, range, place)
    const [row] = await this.query(`SELECT COUNT(*) FROM ${table.name} ${where}`, values)
    return Number(row?.[0])
  }

  async page(table: Table, range: KeyRange): Promise<Row[]> {
    const { where, values } = inRange(table, range, place)
    const names = namesOf(table.columns)
    const key = namesOf(keyColumns(table))
    // The server measures the rows, so no more data crosses the network than fits here. No column has these names.
    return this.query(
      `SELECT ${names} FROM (
         SELECT ${names}, ROW_NUMBER() OVER rows_before AS place_in_page, SUM(${sizeOf(table)}) OVER rows_before AS bytes_in_page
         FROM (SELECT ${names} FROM ${table.name} ${where} ORDER BY ${key} LIMIT ${pageLimits.rows}) AS page
         WINDOW rows_before AS (ORDER BY ${key} ROWS UNBOUNDED PRECEDING)
       ) AS measured
       WHERE place_in_page = 1 OR bytes_in_page <= ${pageLimits.bytes} ORDER BY ${key}`,
      values,
    )
  }

  async counter(table: Table): Promise<number> {
    if (!table.isCounted) return 0
    const [row] = await this.query(`SELECT ${lastOfSequence(table.name)}`, [])
    return Number(row?.[0] ?? 0)
  }

  protected async query(text: string, values: readonly SqlValue[]): Promise<SqlValue[][]> {
    const stored = values.map((value) => (typeof value === 'string' ? withoutNul(value) : value))
    try {
      return (await this.connection.query({ text, name: '', values: stored })).rows as SqlValue[][]
    } catch (error) {
      throw portError(error)
    }
  }

  protected async control(sql: string): Promise<void> {
    try {
      await this.connection.control(sql)
    } catch (error) {
      throw portError(error)
    }
  }
}

/** The size of a row in bytes, without its numbers. */
function sizeOf({ columns }: Table): string {
  const isLong = ({ kind }: Column) => kind !== 'integer'
  return columns
    .filter(isLong)
    .map(({ name }) => `COALESCE(OCTET_LENGTH(${name}), 0)`)
    .join(' + ')
}
