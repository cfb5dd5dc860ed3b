import { existsSync } from 'node:fs'
import { loadEnvFile } from 'node:process'
import { Failure } from './failure.ts'

let inherited: NodeJS.ProcessEnv | undefined

/** The variables that this process was started with, without those of `.env`. */
export const inheritedVariables = (): NodeJS.ProcessEnv => inherited ?? process.env

/**
 * Reads the `.env` file of the current folder, if it exists. Variables that are already set are kept. The options
 * read the variables: `--log-level` is `CONTACTD_LOG_LEVEL`.
 */
export function readEnvFile(file = '.env'): void {
  if (!existsSync(file)) return
  inherited = { ...process.env }
  try {
    loadEnvFile(file)
  } catch (error) {
    throw new Failure(`The file ${file} can't be read: ${(error as Error).message}.`)
  }
}
