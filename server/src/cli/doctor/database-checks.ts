import type { Inspection } from '../../storage/inspect-database.ts'
import { existingNumbers } from '../../storage/sqlite/open-existing.ts'
import type { Finding } from './check.ts'
import { judgeSchema } from './server-checks.ts'

/** Whether the store's native part can be loaded. */
export async function checkEngine({ engine, error }: Inspection): Promise<Finding> {
  if (engine !== undefined) return { status: 'ok', found: engine }
  return {
    status: 'fail',
    found: `better-sqlite3 can't be loaded: ${error ?? 'no reason given'}`,
    advice: 'Reinstall contactd for this machine and this Node.js (in a checkout: npm ci).',
  }
}

/**
 * Whether the database exists and opens.
 * @param file undefined for a database in memory.
 * @throws DatabaseOpenError that says what is wrong.
 */
export async function checkOpens(file: string | undefined): Promise<Finding> {
  if (file === undefined) {
    return {
      status: 'warn',
      found: 'in memory: all data is lost when contactd stops',
      advice: 'Name a file with --database to store it.',
    }
  }
  const { found, ...finding } = judgeSchema(await existingNumbers(file))
  return { ...finding, found: `${file}: ${found}` }
}

/** Whether the database is undamaged. */
export async function checkWhole({ problems, error }: Inspection): Promise<Finding> {
  if (problems === undefined) {
    return {
      status: 'warn',
      found: `it could not be checked: ${error ?? 'there is none'}`,
      advice: 'See the other checks, or try again when the machine is less busy.',
    }
  }
  if (problems.length === 0) return { status: 'ok', found: 'no damage' }
  return {
    status: 'fail',
    found: problems.join('; '),
    advice: 'Stop the server, keep a copy of the file, and restore a backup.',
  }
}
