import { isDatabaseError } from './postgres/connection/driver.ts'
import { sqliteCode } from './sqlite/errors.ts'

/**
 * An unexpected error of an engine as one sentence. Its message names tables and columns, no values.
 * @returns undefined for any other error.
 */
export function engineSentence(error: Error): string | undefined {
  const code = sqliteCode(error)
  if (code !== undefined)
    return `SQLite failed (${code}: ${error.message}): run \`contactd doctor\` to find the cause.`
  if (isDatabaseError(error))
    return `PostgreSQL failed (${error.code}: ${error.message}): run \`contactd doctor\` to find the cause.`
  return undefined
}
