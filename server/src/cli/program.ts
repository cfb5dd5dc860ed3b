import { Command, CommanderError } from 'commander'
import { campaignKind, workflowKind } from '../api/automations/automation.ts'
import { version } from '../lib/version.ts'
import { appCommand } from './commands/app.ts'
import { appointmentCommand } from './commands/appointment.ts'
import { auditCommand } from './commands/audit.ts'
import { automationCommand } from './commands/automation.ts'
import { backupCommand } from './commands/backup.ts'
import { companyCommand } from './commands/company.ts'
import { conformanceCommand } from './commands/conformance.ts'
import { contactCommand } from './commands/contact.ts'
import { copyCommand } from './commands/copy.ts'
import { customFieldCommand } from './commands/custom-field.ts'
import { devCommand } from './commands/dev.ts'
import { doctorCommand } from './commands/doctor.ts'
import { initCommand } from './commands/init.ts'
import { locationCommand } from './commands/location.ts'
import { lostReasonCommand } from './commands/lost-reason.ts'
import { mcpCommand } from './commands/mcp.ts'
import { migrateCommand } from './commands/migrate.ts'
import { openapiCommand } from './commands/openapi.ts'
import { pipelineCommand } from './commands/pipeline.ts'
import { restoreCommand } from './commands/restore.ts'
import { runCommand } from './commands/run.ts'
import { serveCommand } from './commands/serve.ts'
import { templateCommand } from './commands/template.ts'
import { tokenCommand } from './commands/token.ts'
import { userCommand } from './commands/user.ts'
import { webhookCommand } from './commands/webhook.ts'
import { readEnvFile } from './environment.ts'
import { failureOf } from './failure-of.ts'
import { addConnectionOptions } from './options.ts'
import { say, watchOutput } from './output.ts'

/** The whole command line: one command for each noun, each in its own file. */
export function buildProgram(): Command {
  const program = new Command('contactd')
    .description("A self-hosted contacts server that speaks HighLevel's Contacts API.")
    .version(version)
    .addCommand(serveCommand())
    .addCommand(devCommand())
    .addCommand(runCommand())
    .addCommand(initCommand())
    .addCommand(companyCommand())
    .addCommand(locationCommand())
    .addCommand(userCommand())
    .addCommand(tokenCommand())
    .addCommand(appCommand())
    .addCommand(webhookCommand())
    .addCommand(auditCommand())
    .addCommand(contactCommand())
    .addCommand(customFieldCommand())
    .addCommand(automationCommand(campaignKind))
    .addCommand(automationCommand(workflowKind))
    .addCommand(appointmentCommand())
    .addCommand(pipelineCommand())
    .addCommand(lostReasonCommand())
    .addCommand(templateCommand())
    .addCommand(openapiCommand())
    .addCommand(conformanceCommand())
    .addCommand(mcpCommand())
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
 * Runs the command line. Sets the exit code: 0 done, 1 failed (one sentence on stderr), 2 usage error.
 * @param argv as `process.argv`.
 */
export async function run(argv: readonly string[]): Promise<void> {
  watchOutput()
  try {
    readEnvFile()
    await buildProgram().parseAsync(argv)
  } catch (error) {
    process.exitCode = exitCodeOf(error)
  }
}

function exitCodeOf(error: unknown): number {
  // Commander has printed its own message.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  const failure = failureOf(error)
  if (failure) say(`contactd: ${failure.message}`)
  else say(`contactd: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  return 1
}

/** Commander ends the process itself unless each command overrides that. */
function overrideExit(command: Command): void {
  command.exitOverride()
  for (const child of command.commands) overrideExit(child)
}
