import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseOpenError } from '../open-error.ts'

/**
 * Makes the folder (0700) and the empty file (0600) of a database where they are missing, on disk when it
 * returns. SQLite gives its files beside it the same mode.
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

/** One folder at a time: `recursive` never ends where a folder exists that takes no other, such as /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  makeFolder(dirname(folder))
  unlessMade(() => mkdirSync(folder, { mode: 0o700 }))
  syncFolder(dirname(folder))
}

/** Another process may have made it meanwhile. */
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

/** A file whose name is not on disk is lost with the power, however well its content was synced. */
export function syncFolder(folder: string): void {
  // Windows opens no folder as a file, and keeps names in its journal.
  if (process.platform === 'win32') return
  syncPath(folder, 'r')
}

/** Has all that was written to a file be on disk. */
export const syncFile = (file: string): void => syncPath(file, 'r+')

function syncPath(path: string, flags: string): void {
  const handle = openSync(path, flags)
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
