import { marks } from '../database-markers.ts'
import { newestMigration } from '../migrations/migrations.ts'
import { CopyError } from './copy-port.ts'

export const isUnfinished = (numbers: readonly number[]): boolean => numbers.includes(marks.unfinishedCopy)

/** The marker name of a run. */
export const markName = (runId: string): string => `unfinished copy ${runId}`

/** @throws CopyError if the marker belongs to another run, or is gone. */
export function requireOwnMark(name: unknown, runId: string): void {
  if (name === markName(runId)) return
  throw new CopyError('Another copy into the database has begun, so this one ends.')
}

/**
 * Checks that a target can take a source's rows.
 * @param numbers the target's migrations, perhaps with the marker.
 * @param schema the source's schema.
 * @throws CopyError
 */
export function requireSchema(numbers: readonly number[], schema: number): void {
  const newest = Math.max(0, ...numbers.filter((number) => number !== marks.unfinishedCopy))
  // A migration that this version doesn't know is refused when the target is migrated.
  if (newest <= schema || newest > newestMigration) {
    if (newest === schema || !isUnfinished(numbers)) return
    throw new CopyError(
      'The source was migrated after the copy began: start a new copy into an empty database.',
    )
  }
  throw new CopyError(
    'The source has the schema of an older contactd than the target: migrate it first, with `contactd migrate`.',
  )
}

/** The error for a target that contains data. */
export const notEmptySentence = (database: string, table: string, advice: string): string =>
  `The database ${database} already contains data (in the table ${table}): ${advice}`

export const emptyAdvice = 'name an empty one.'
export const replaceAdvice = 'name an empty one, or use --replace to replace its data with the backup.'
