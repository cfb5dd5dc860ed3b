import { writeCommandFiles } from '../../dev/run/command-files.ts'
import { commandVariables } from '../../dev/run/command-variables.ts'
import { CommandError, runCommand } from '../../dev/run/run-command.ts'
import { inheritedVariables } from '../environment.ts'
import { openLog } from '../log.ts'
import { say } from '../output.ts'
import { type OpenDevOptions, openDev } from './open-dev.ts'

/** The options of `contactd run`. */
export type RunOptions = Pick<OpenDevOptions, 'seed' | 'intercept' | 'offline'>

/**
 * Runs a command with a development server of its own, and ends with the exit code of the command.
 * @throws Failure if the server can't be started.
 */
export async function runBesideDev(command: readonly string[], options: RunOptions): Promise<void> {
  const log = await openLog('warn')
  const server = await openDev({ ...options, port: 0 }, log.logger)
  try {
    // A command reads `.env` itself, or not at all.
    const env = inheritedVariables()
    const files = writeCommandFiles(env, server.caFile)
    try {
      const surroundings = {
        ...server,
        webhookPublicKey: await server.webhookPublicKey(),
        offline: options.offline === true,
      }
      process.exitCode = await runCommand(command, commandVariables(env, surroundings, files))
    } finally {
      files.remove()
    }
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    say(`contactd: ${error.message}`)
    process.exitCode = error.exitCode
  } finally {
    await server.close()
    log.flush()
  }
}
