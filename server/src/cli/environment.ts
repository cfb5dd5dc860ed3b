import { existsSync } from 'node:fs'
import { loadEnvFile } from 'node:process'
import { Failure } from './failure.ts'

/**
 * Reads the `.env` file of the folder that the program was started in, where there is one. What the
 * environment holds already stays. The options read it from there: `--log-level` is `CONTACTD_LOG_LEVEL`.
 */
export function readEnvFile(file = '.env'): void {
  if (!existsSync(file)) return
  try {
    loadEnvFile(file)
  } catch (error) {
    throw new Failure(`The file ${file} can't be read: ${(error as Error).message}.`)
  }
}
