import { closeSync, openSync } from 'node:fs'

const handles = new Map<string, { descriptor: number; users: number }>()

/**
 * A file descriptor of a database, for syncs. POSIX drops all locks of a process on a file, including SQLite's, as
 * soon as it closes any descriptor of the file: so all users of a database share one descriptor, which is closed
 * after the last connection.
 */
export function acquireSyncHandle(file: string): number {
  const handle = handles.get(file) ?? { descriptor: openSync(file, 'r+'), users: 0 }
  handle.users += 1
  handles.set(file, handle)
  return handle.descriptor
}

/** Call after the caller's connections are closed. */
export function releaseSyncHandle(file: string): void {
  const handle = handles.get(file)
  if (handle === undefined) return
  handle.users -= 1
  if (handle.users > 0) return
  handles.delete(file)
  closeSync(handle.descriptor)
}
