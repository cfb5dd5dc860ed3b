import { DatabaseOpenError } from './open-error.ts'

/**
 * Numbers in the table of migrations that mark a database as unusable as it is. No version of contactd opens it:
 * versions that don't know a marker take it for a newer migration.
 */
export const marks = { unfinishedCopy: 2_000_000_001, backup: 2_000_000_002 } as const

/** @throws DatabaseOpenError if one of the numbers is a marker. */
export function refuseMarked(numbers: readonly number[]): void {
  if (numbers.includes(marks.unfinishedCopy)) {
    throw new DatabaseOpenError(
      'A copy into the database was not finished: run the same `contactd copy` again to continue it.',
    )
  }
  if (numbers.includes(marks.backup)) {
    throw new DatabaseOpenError(
      'The database is a backup: use `contactd restore` to restore it into another one.',
    )
  }
}
