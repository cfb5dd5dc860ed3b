import type { Snapshot } from '../../copy/copy-port.ts'
import { nextMigration } from '../../migrate.ts'
import { migrations } from '../../migrations/migrations.ts'
import { DatabaseOpenError } from '../../open-error.ts'
import { openError } from '../connection/open-error.ts'
import { migrationTarget } from '../migration-target.ts'
import { type CopySession, openCopySession, takeTime } from './copy-session.ts'
import { PostgresTables } from './postgres-tables.ts'

/** The current state of a PostgreSQL database: one read-only transaction that sees no later change. */
export class PostgresSnapshot extends PostgresTables implements Snapshot {
  readonly schema: number
  readonly #session: CopySession

  constructor(session: CopySession, schema: number) {
    super(session.connection)
    this.schema = schema
    this.#session = session
  }

  close(): Promise<void> {
    return this.#session.close()
  }
}

/** @throws DatabaseOpenError */
export async function openPostgresSnapshot(url: string): Promise<PostgresSnapshot> {
  const session = await openCopySession(url)
  try {
    await session.connection.control(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${takeTime}`)
    const numbers = await migrationTarget(session.connection, 0).appliedNumbers()
    if (numbers.length === 0) throw new DatabaseOpenError('The PostgreSQL database to copy is empty.')
    nextMigration(numbers, migrations)
    return new PostgresSnapshot(session, Math.max(...numbers))
  } catch (error) {
    await session.close()
    throw openError(error, url)
  }
}
