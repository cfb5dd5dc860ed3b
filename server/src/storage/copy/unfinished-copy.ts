import { marks } from '../marks.ts'
import { newestMigration } from '../migrations/migrations.ts'
import { CopyError } from './copy-port.ts'

export const isUnfinished = (numbers: readonly number[]): boolean => numbers.includes(marks.unfinishedCopy)

/** The name that a run marks its target with. */
export const markName = (runId: string): string => `unfinished copy ${runId}`

/** @throws CopyError when a mark is another run's, or gone. */
export function requireOwnMark(name: unknown, runId: string): void {
  if (name === markName(runId)) return
  throw new CopyError('Another copy into the database has begun, so this one ends.')
}

/**
 * Asks whether a target can take a source's rows.
 * @param numbers the target's migrations, perhaps with the mark.
 * @param schema the source's.
 * @throws CopyError
 */
export function requireSchema(numbers: readonly number[], schema: number): void {
  const newest = Math.max(0, ...numbers.filter((number) => number !== marks.unfinishedCopy))
  // What this version doesn't know is refused when the target is brought up to date.
  if (newest <= schema || newest > newestMigration) {
    if (newest === schema || !isUnfinished(numbers)) return
    throw new CopyError(
      'The source was brought up to date since the copy began: begin anew, into an empty one.',
    )
  }
  throw new CopyError(
    'The source is of an older contactd than the target: bring it up to date first, with `contactd migrate`.',
  )
}

/** What a target that holds data is refused with. */
export const notEmptySentence = (database: string, table: string, advice: string): string =>
  `The database ${database} holds data already (in the table ${table}): ${advice}`

export const emptyAdvice = 'name an empty one.'
export const replaceAdvice = 'name an empty one, or give --replace, which puts the backup in its place.'
