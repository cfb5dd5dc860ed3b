import { execFile } from 'node:child_process'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { databaseFile } from './database-url.ts'

/** What was found out about a database. What is missing could not be found out in time, or at all. */
export interface Inspection {
  /** The engine and its version: `SQLite 3.54.0`. Missing where it can't be loaded. */
  engine?: string
  /** What is damaged, in the engine's words; empty where nothing is. */
  problems?: string[]
  /** The latest time that a row notes, in milliseconds since 1970; missing where none notes one. */
  newestDate?: number
  /** Why there is no more than this. */
  error?: string
}

const maxOutputBytes = 1024 * 1024

/**
 * Looks through a whole database for damage, and changes nothing. It takes as long as reading it, and the
 * engine can't be interrupted, so that it runs in a process of its own, which ends when the time is up.
 * @throws DatabaseUrlError
 */
export function inspectDatabase(url: string, timeoutMs: number): Promise<Inspection> {
  const file = databaseFile(url)
  const program = fileURLToPath(
    new URL(`./sqlite/inspect-process${extname(import.meta.url)}`, import.meta.url),
  )
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      file === undefined ? [program] : [program, file],
      { timeout: timeoutMs, killSignal: 'SIGKILL', maxBuffer: maxOutputBytes },
      (error, stdout, stderr) => {
        const found = readLines(stdout)
        if (error === null) resolve(found)
        else if (error.killed) resolve({ ...found, error: `It took more than ${timeoutMs / 1000} s.` })
        else resolve({ ...found, error: lastLine(stderr) ?? error.message })
      },
    )
  })
}

/** Each line is a part of what was found; a line that was cut short is none. */
function readLines(stdout: string): Inspection {
  const lines = stdout.split('\n').slice(0, -1)
  return Object.assign({}, ...lines.map((line) => JSON.parse(line)))
}

const lastLine = (text: string): string | undefined => text.trim().split('\n').at(-1) || undefined
