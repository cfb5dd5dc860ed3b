import { Command, CommanderError } from 'commander'
import { version } from '../lib/version.ts'
import { readEnvFile } from './environment.ts'
import { failureOf } from './failure-of.ts'
import { addConnectionOptions } from './options.ts'
import { say, watchOutput } from './output.ts'

/**
 * A command for each noun, each in its own file, in the order of `--help`. A file is loaded when its command is called:
 * the server needs one of them.
 */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./commands/serve.ts')).serveCommand(),
  dev: async () => (await import('./commands/dev.ts')).devCommand(),
  run: async () => (await import('./commands/run.ts')).runCommand(),
  init: async () => (await import('./commands/init.ts')).initCommand(),
  company: async () => (await import('./commands/company.ts')).companyCommand(),
  location: async () => (await import('./commands/location.ts')).locationCommand(),
  user: async () => (await import('./commands/user.ts')).userCommand(),
  token: async () => (await import('./commands/token.ts')).tokenCommand(),
  app: async () => (await import('./commands/app.ts')).appCommand(),
  webhook: async () => (await import('./commands/webhook.ts')).webhookCommand(),
  audit: async () => (await import('./commands/audit.ts')).auditCommand(),
  contact: async () => (await import('./commands/contact.ts')).contactCommand(),
  'custom-field': async () => (await import('./commands/custom-field.ts')).customFieldCommand(),
  campaign: async () => (await import('./commands/automation.ts')).campaignCommand(),
  workflow: async () => (await import('./commands/automation.ts')).workflowCommand(),
  appointment: async () => (await import('./commands/appointment.ts')).appointmentCommand(),
  pipeline: async () => (await import('./commands/pipeline.ts')).pipelineCommand(),
  'lost-reason': async () => (await import('./commands/lost-reason.ts')).lostReasonCommand(),
  template: async () => (await import('./commands/template.ts')).templateCommand(),
  openapi: async () => (await import('./commands/openapi.ts')).openapiCommand(),
  conformance: async () => (await import('./commands/conformance.ts')).conformanceCommand(),
  mcp: async () => (await import('./commands/mcp.ts')).mcpCommand(),
  copy: async () => (await import('./commands/copy.ts')).copyCommand(),
  backup: async () => (await import('./commands/backup.ts')).backupCommand(),
  restore: async () => (await import('./commands/restore.ts')).restoreCommand(),
  migrate: async () => (await import('./commands/migrate.ts')).migrateCommand(),
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand(),
}

/**
 * The command line.
 * @param only the name of the one command that is called; every command by default, and for any other text.
 */
export async function buildProgram(only = ''): Promise<Command> {
  const names = Object.hasOwn(commands, only) ? [only] : Object.keys(commands)
  const program = new Command('contactd')
    .description("A self-hosted contacts server that speaks HighLevel's Contacts API.")
    .version(version)
  for (const name of names) program.addCommand(await (commands[name] as () => Promise<Command>)())
  program.addHelpText('after', '\nExample:\n  $ contactd serve --demo')
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
    await (await buildProgram(argv[2])).parseAsync(argv)
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
