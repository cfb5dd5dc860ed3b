import { DatabaseOpenError } from './open-error.ts'

/**
 * Numbers in the table of migrations that belong to none: they mark a database that is not to be used as it
 * is. No contactd opens it, of whatever version: those that don't know them take it for a newer one's.
 */
export const marks = { unfinishedCopy: 2_000_000_001, backup: 2_000_000_002 } as const

/** @throws DatabaseOpenError where one of the numbers marks the database. */
export function refuseMarked(numbers: readonly number[]): void {
  if (numbers.includes(marks.unfinishedCopy)) {
    throw new DatabaseOpenError(
      'A copy into the database was not finished: give the same `contactd copy` again, which goes on with it.',
    )
  }
  if (numbers.includes(marks.backup)) {
    throw new DatabaseOpenError('The database is a backup: `contactd restore` brings it into another one.')
  }
}
