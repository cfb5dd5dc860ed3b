import type Database from 'better-sqlite3'
import { CopyError, type CopyTarget } from '../copy/copy-port.ts'
import type { Row, Table } from '../copy/table.ts'
import { keyColumns, namesOf } from '../copy/table-sql.ts'
import { SqliteTables } from './sqlite-tables.ts'

/** The steps that differ between the ways of filling a database. */
export interface Filling {
  /** Runs a batch of changes, possibly in its own transaction. */
  batch<T>(work: () => T): T
  finish(): void
  close(): void
}

/** A SQLite database that is being filled, on a connection that does not enforce foreign keys. */
export class SqliteCopyTarget extends SqliteTables implements CopyTarget {
  readonly #filling: Filling

  constructor(database: Database.Database, filling: Filling) {
    super(database)
    this.#filling = filling
  }

  async insert(table: Table, rows: readonly Row[]): Promise<void> {
    const places = table.columns.map(() => '?').join(', ')
    const query = this.prepare(`INSERT INTO ${table.name} (${namesOf(table.columns)}) VALUES (${places})`)
    this.#batch(() => {
      for (const row of rows) query.run(...row)
    })
  }

  async remove(table: Table, keys: readonly Row[]): Promise<void> {
    const condition = keyColumns(table).map(({ name }) => `${name} = ?`)
    const query = this.prepare(`DELETE FROM ${table.name} WHERE ${condition.join(' AND ')}`)
    this.#batch(() => {
      for (const key of keys) query.run(...key)
    })
  }

  async setCounter(table: Table, counter: number): Promise<void> {
    const update = this.prepare('UPDATE sqlite_sequence SET seq = ? WHERE name = ?')
    const insert = this.prepare('INSERT INTO sqlite_sequence (seq, name) VALUES (?, ?)')
    this.#batch(() => {
      // SQLite has no row for a counter that was never used.
      if (update.run(counter, table.name).changes === 0 && counter > 0) insert.run(counter, table.name)
    })
  }

  async finish(): Promise<void> {
    this.step(() => {
      const [broken] = this.database.pragma('foreign_key_check') as { table: string; parent: string }[]
      if (broken) {
        throw new CopyError(
          `A row of the table ${broken.table} refers to a missing row of ${broken.parent}: ` +
            'check the source with `contactd doctor`.',
        )
      }
      this.#filling.finish()
    })
  }

  async close(): Promise<void> {
    this.#filling.close()
  }

  #batch(work: () => void): void {
    this.step(() => this.#filling.batch(work))
  }
}
