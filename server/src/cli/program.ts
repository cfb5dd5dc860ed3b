import { Command, CommanderError } from 'commander'
import { campaignKind, workflowKind } from '../contacts/automations/automation.ts'
import { version } from '../lib/version.ts'
import { appCommand } from './app-command.ts'
import { appointmentCommand } from './appointment-command.ts'
import { auditCommand } from './audit-command.ts'
import { automationCommand } from './automation-command.ts'
import { backupCommand } from './backup-command.ts'
import { conformanceCommand } from './conformance-command.ts'
import { copyCommand } from './copy-command.ts'
import { customFieldCommand } from './custom-field-command.ts'
import { doctorCommand } from './doctor-command.ts'
import { readEnvFile } from './environment.ts'
import { Failure } from './failure.ts'
import { locationCommand } from './location-command.ts'
import { migrateCommand } from './migrate-command.ts'
import { openapiCommand } from './openapi-command.ts'
import { addConnectionOptions } from './options.ts'
import { say } from './output.ts'
import { restoreCommand } from './restore-command.ts'
import { serveCommand } from './serve-command.ts'
import { tokenCommand } from './token-command.ts'
import { userCommand } from './user-command.ts'

/** The whole command line: one command a noun, each in a file of its own. */
export function buildProgram(): Command {
  const program = new Command('contactd')
    .description("A self-hosted contacts server that speaks HighLevel's Contacts API.")
    .version(version)
    .addCommand(serveCommand())
    .addCommand(locationCommand())
    .addCommand(userCommand())
    .addCommand(tokenCommand())
    .addCommand(appCommand())
    .addCommand(auditCommand())
    .addCommand(customFieldCommand())
    .addCommand(automationCommand(campaignKind))
    .addCommand(automationCommand(workflowKind))
    .addCommand(appointmentCommand())
    .addCommand(openapiCommand())
    .addCommand(conformanceCommand())
    .addCommand(copyCommand())
    .addCommand(backupCommand())
    .addCommand(restoreCommand())
    .addCommand(migrateCommand())
    .addCommand(doctorCommand())
    .addHelpText('after', '\nExample:\n  $ contactd serve --demo')
  addConnectionOptions(program)
  overrideExit(program)
  return program
}

/**
 * Runs the command line. Sets the exit code: 0 done, 1 failed (one sentence on stderr), 2 wrong usage.
 * @param argv as `process.argv`.
 */
export async function run(argv: readonly string[]): Promise<void> {
  try {
    readEnvFile()
    await buildProgram().parseAsync(argv)
  } catch (error) {
    process.exitCode = exitCodeOf(error)
  }
}

function exitCodeOf(error: unknown): number {
  // Commander has printed its own sentence.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof Failure) say(`contactd: ${error.message}`)
  else say(`contactd: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  return 1
}

/** Commander ends the process by itself unless each command is told not to. */
function overrideExit(command: Command): void {
  command.exitOverride()
  for (const child of command.commands) overrideExit(child)
}
