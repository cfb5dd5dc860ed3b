import { existsSync } from 'node:fs'
import type { Inspection } from '../../storage/inspect-database.ts'
import { withStorage } from '../with-storage.ts'
import type { Finding } from './check.ts'

/** Whether the store's native part can be loaded. */
export async function checkEngine({ engine, error }: Inspection): Promise<Finding> {
  if (engine !== undefined) return { status: 'ok', found: engine }
  return {
    status: 'fail',
    found: `better-sqlite3 can't be loaded: ${error ?? 'it said nothing'}`,
    advice: 'Install contactd anew for this machine and this Node.js (in a checkout: npm ci).',
  }
}

/**
 * Whether the database opens.
 * @param file undefined for a database in memory.
 */
export async function checkOpens(database: string, file: string | undefined): Promise<Finding> {
  if (file === undefined) {
    return {
      status: 'warn',
      found: 'in memory: nothing is kept when contactd stops',
      advice: 'Name a file with --database to keep it.',
    }
  }
  if (!existsSync(file)) return { status: 'ok', found: `${file} is made on first use` }
  // Its Failure says what is wrong.
  await withStorage({ database }, async () => undefined)
  return { status: 'ok', found: `${file} opens` }
}

/** Whether the database is whole. */
export async function checkWhole({ problems, error }: Inspection): Promise<Finding> {
  if (problems === undefined) {
    return {
      status: 'warn',
      found: `it could not be looked through: ${error ?? 'there is none'}`,
      advice: 'Look at the other checks, or try again when the machine has less to do.',
    }
  }
  if (problems.length === 0) return { status: 'ok', found: 'no damage' }
  return {
    status: 'fail',
    found: problems.join('; '),
    advice: 'Stop the server, keep a copy of the file, and go back to a backup.',
  }
}
