import type { Snapshot } from '../../copy/copy-port.ts'
import type { KeyRange, Row, Table } from '../../copy/table.ts'
import { nextMigration } from '../../migrate.ts'
import { migrations } from '../../migrations/migrations.ts'
import { DatabaseOpenError } from '../../open-error.ts'
import type { Connection } from '../connection/connection.ts'
import { sqlState } from '../connection/errors.ts'
import { openError } from '../connection/open-error.ts'
import { migrationTarget } from '../migration-target.ts'
import type { Numbering } from './copy-layout.ts'
import { beginCopy, type CopySession, openCopySession } from './copy-session.ts'
import { PostgresTables } from './postgres-tables.ts'

/** The current state of a PostgreSQL database: one read-only transaction that sees no later change. */
export class PostgresSnapshot extends PostgresTables implements Snapshot {
  readonly schema: number
  readonly #session: CopySession
  readonly #numbering: Numbering | undefined

  constructor(session: CopySession, schema: number, numbering: Numbering | undefined) {
    super(session.connection)
    this.schema = schema
    this.#session = session
    this.#numbering = numbering
  }

  override count(table: Table, range: KeyRange): Promise<number> {
    return super.count(table, this.#numbering?.inShards(table, range) ?? range)
  }

  override async page(table: Table, range: KeyRange): Promise<Row[]> {
    const numbering = this.#numbering
    if (numbering === undefined) return super.page(table, range)
    const rows = await super.page(table, numbering.inShards(table, range))
    return rows.map((row) => numbering.elsewhere(table, row))
  }

  override async counter(table: Table): Promise<number> {
    if (this.#numbering === undefined) return super.counter(table)
    return table.isCounted ? this.#numbering.last : 0
  }

  close(): Promise<void> {
    return this.#session.close()
  }
}

/** @throws DatabaseOpenError */
export async function openPostgresSnapshot(url: string): Promise<PostgresSnapshot> {
  const session = await openCopySession(url)
  try {
    await beginSnapshot(url, session.connection)
    const numbers = await migrationTarget(session.connection, 0).appliedNumbers()
    if (numbers.length === 0) throw new DatabaseOpenError('The PostgreSQL database to copy is empty.')
    nextMigration(numbers, migrations)
    const numbering = await session.connection.layout.copying.readNumbering?.(session.connection)
    return new PostgresSnapshot(session, Math.max(...numbers), numbering)
  } catch (error) {
    await session.close()
    throw openError(error, url)
  }
}

async function beginSnapshot(url: string, connection: Connection): Promise<void> {
  let other: CopySession | undefined
  try {
    await connection.layout.copying.beginSnapshot(
      connection,
      () => beginCopy(connection, 'ISOLATION LEVEL REPEATABLE READ READ ONLY'),
      async () => {
        other = await openCopySession(url)
        return other.connection
      },
    )
  } catch (error) {
    if (sqlState(error) !== '55P03') throw error
    throw new DatabaseOpenError('A write holds the database for too long: run the command again.', {
      cause: error,
    })
  } finally {
    await other?.close()
  }
}
