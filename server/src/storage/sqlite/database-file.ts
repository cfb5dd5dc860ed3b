import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseOpenError } from '../open-error.ts'

/**
 * Creates the folder (0700) and the empty file (0600) of a database if they are missing, durably. SQLite gives its
 * log the same mode.
 * @throws DatabaseOpenError
 */
export function makeDatabaseFile(file: string): void {
  const folder = dirname(file)
  try {
    makeFolder(folder)
    if (existsSync(file)) return
    unlessMade(() => closeSync(openSync(file, 'wx', 0o600)))
    syncFolder(folder)
  } catch (error) {
    const reason = `The database folder ${folder} can't be written (${errorCode(error)}).`
    throw new DatabaseOpenError(reason, { cause: error })
  }
}

/** Creates one folder at a time: `recursive` never ends if an existing folder accepts no other, such as /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  makeFolder(dirname(folder))
  unlessMade(() => mkdirSync(folder, { mode: 0o700 }))
  syncFolder(dirname(folder))
}

/** Another process may have created it meanwhile. */
function unlessMade(make: () => void): void {
  try {
    make()
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
  }
}

function errorCode(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

/** Syncs a folder: a file whose name is not on disk is lost in a power failure, even if its content was synced. */
export function syncFolder(folder: string): void {
  // Windows can't open a folder as a file; it journals names.
  if (process.platform === 'win32') return
  syncPath(folder, 'r')
}

/** Syncs a file to disk. */
export const syncFile = (file: string): void => syncPath(file, 'r+')

function syncPath(path: string, flags: string): void {
  const handle = openSync(path, flags)
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
