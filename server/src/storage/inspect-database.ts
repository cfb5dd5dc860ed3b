import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { databaseFile } from './database-url.ts'

/** The result of an inspection. Missing properties could not be determined in time, or at all. */
export interface Inspection {
  /** The engine and its version: `SQLite 3.54.0`. Missing if it can't be loaded. */
  engine?: string
  /** Damage, in the engine's words; empty if there is none. */
  problems?: string[]
  /** The latest recorded time of an event, in milliseconds since 1970; missing if there is none. */
  newestDate?: number
  /** Why the result is incomplete. */
  error?: string
}

/** The columns with times of past events: with a correct clock, none is in the future. */
export const pastDates: readonly string[] = [
  'date_added',
  'date_applied',
  'date_deleted',
  'date_first_used',
  'date_last_used',
  'date_paused',
  'date_revoked',
  'date_uninstalled',
  'date_updated',
  'date_used',
]

const maxOutputBytes = 1024 * 1024

/**
 * Checks a whole database for damage without changing it. The check takes as long as reading the database and can't
 * be interrupted, so it runs in its own process, which is ended after the time limit.
 * @throws DatabaseUrlError
 */
export function inspectDatabase(url: string, timeoutMs: number): Promise<Inspection> {
  const file = databaseFile(url)
  const isSource = import.meta.url.endsWith('.ts')
  const program = fileURLToPath(
    new URL(isSource ? './sqlite/inspect-process.ts' : './inspect-process.js', import.meta.url),
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

/** Each line is a part of the result; a truncated line is ignored. */
function readLines(stdout: string): Inspection {
  const lines = stdout.split('\n').slice(0, -1)
  return Object.assign({}, ...lines.map((line) => JSON.parse(line)))
}

const lastLine = (text: string): string | undefined => text.trim().split('\n').at(-1) || undefined
