import { closeSync, openSync } from 'node:fs'

const handles = new Map<string, { descriptor: number; users: number }>()

/**
 * A file descriptor of a database, to sync it by. POSIX drops all locks that a process has on a file, SQLite's
 * too, as soon as it closes any descriptor of it: so all who have a database open share one, and it is
 * closed after the last connection.
 */
export function acquireSyncHandle(file: string): number {
  const handle = handles.get(file) ?? { descriptor: openSync(file, 'r+'), users: 0 }
  handle.users += 1
  handles.set(file, handle)
  return handle.descriptor
}

/** To be called when the connections of whoever acquired it are closed. */
export function releaseSyncHandle(file: string): void {
  const handle = handles.get(file)
  if (handle === undefined) return
  handle.users -= 1
  if (handle.users > 0) return
  handles.delete(file)
  closeSync(handle.descriptor)
}
