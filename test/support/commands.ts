import type { buildProgram } from '../../server/src/cli/program.ts'
import { type Outcome, runHere } from './command-line.ts'

type Command = Awaited<ReturnType<typeof buildProgram>>

/** How a command uses a database, and its arguments besides `--database`. */
interface DatabaseCommand {
  use: 'reads' | 'writes' | 'neither'
  args?: readonly string[]
  /** The option that names the database; `--database` by default. */
  option?: string
}

const inLocation = ['--location', 've9EPM428h8vShlRW1KT']
const app = '6578278e879ad2646715ba9c-lq1nj8zs'
const appointment = [
  ...inLocation,
  ...['--contact', 'ocQHyuzHvysMo5N5VsXc', '--title', 'A'],
  ...['--start', '2026-01-31T12:00:00Z', '--end', '2026-01-31T13:00:00Z'],
]
const newApp = ['--name', 'A', '--redirect-uri', 'https://a.example/', '--scopes', 'contacts.readonly']

/** Every command with an effect, by its full name. A command that is missing here fails the tests. */
export const databaseCommands: Readonly<Record<string, DatabaseCommand>> = {
  serve: { use: 'writes' },
  dev: { use: 'neither' },
  run: { use: 'neither' },
  init: { use: 'neither' },
  mcp: { use: 'neither' },
  'company create': { use: 'writes', args: ['--name', 'A'] },
  'company list': { use: 'reads' },
  'location create': { use: 'writes', args: ['--name', 'A'] },
  'location list': { use: 'reads' },
  'location delete': { use: 'writes', args: ['ve9EPM428h8vShlRW1KT'] },
  'user create': { use: 'writes', args: [...inLocation, '--name', 'A', '--email', 'a@example.com'] },
  'user list': { use: 'reads' },
  'user delete': { use: 'writes', args: ['a@example.com'] },
  'user password': { use: 'writes', args: ['a@example.com'] },
  'token create': { use: 'writes', args: [...inLocation, '--scopes', 'contacts.readonly'] },
  'token list': { use: 'reads' },
  'token revoke': { use: 'writes', args: ['6dvNaf7VhkQ9snc5vnjJ'] },
  'app create': { use: 'writes', args: newApp },
  'app list': { use: 'reads' },
  'app rotate-secret': { use: 'writes', args: [app] },
  'app delete': { use: 'writes', args: [app] },
  'app install': { use: 'writes', args: [app, ...inLocation] },
  'app uninstall': { use: 'writes', args: [app, ...inLocation] },
  'webhook create': { use: 'writes', args: [...inLocation, '--url', 'https://a.example/'] },
  'webhook list': { use: 'reads' },
  'webhook delete': { use: 'writes', args: ['h4Xk2pTz9QwLmR7sVb1N'] },
  'webhook deliveries': { use: 'reads' },
  'webhook redeliver': { use: 'writes', args: ['--since', '2h'] },
  'webhook listen': { use: 'reads' },
  'webhook trigger': { use: 'writes', args: ['ContactUpdate', ...inLocation] },
  'audit list': { use: 'reads' },
  'contact list': { use: 'reads' },
  'contact duplicates': { use: 'reads' },
  'contact get': { use: 'reads', args: ['ocQHyuzHvysMo5N5VsXc'] },
  'contact export': { use: 'reads', args: inLocation },
  'contact merge': {
    use: 'writes',
    args: ['ocQHyuzHvysMo5N5VsXc', '--from', 'ocQHyuzHvuMOe5N5jjXF'],
  },
  'contact erase': { use: 'writes', args: ['ocQHyuzHvysMo5N5VsXc'] },
  'contact import': { use: 'writes', args: ['./contacts.csv', ...inLocation] },
  'custom-field create': { use: 'writes', args: [...inLocation, '--name', 'A', '--type', 'TEXT'] },
  'custom-field list': { use: 'reads' },
  'campaign create': { use: 'writes', args: [...inLocation, '--name', 'A'] },
  'campaign list': { use: 'reads', args: inLocation },
  'workflow create': { use: 'writes', args: [...inLocation, '--name', 'A'] },
  'workflow list': { use: 'reads', args: inLocation },
  'template create': {
    use: 'writes',
    args: [...inLocation, '--type', 'sms', '--name', 'A', '--body', 'B'],
  },
  'template list': { use: 'reads', args: inLocation },
  'appointment create': { use: 'writes', args: appointment },
  'appointment list': { use: 'reads', args: inLocation },
  'pipeline create': { use: 'writes', args: [...inLocation, '--name', 'A', '--stages', 'B'] },
  'pipeline list': { use: 'reads', args: inLocation },
  'lost-reason create': { use: 'writes', args: [...inLocation, '--name', 'A'] },
  'lost-reason list': { use: 'reads', args: inLocation },
  openapi: { use: 'neither' },
  conformance: { use: 'neither' },
  copy: { use: 'reads', option: '--from', args: ['--to', 'sqlite:./elsewhere/to.db'] },
  backup: { use: 'reads', args: ['./elsewhere/backup.db'] },
  restore: { use: 'writes', args: ['./none.db'] },
  migrate: { use: 'writes' },
  doctor: { use: 'reads', args: ['--port', '0'] },
}

/** The names of the commands of a kind, for `it.each`. */
export const commandsThat = (use: DatabaseCommand['use']): string[] =>
  Object.entries(databaseCommands)
    .filter(([, command]) => command.use === use)
    .map(([words]) => words)

/** Each command without subcommands, by its full name. */
export function leafCommands(command: Command, words: readonly string[] = []): [string, Command][] {
  if (command.commands.length === 0) return [[words.join(' '), command]]
  return command.commands.flatMap((child) => leafCommands(child, [...words, child.name()]))
}

/** Runs a command of the table on a database. */
export function runOn(words: string, database: string, folder: string): Promise<Outcome> {
  const { args = [], option = '--database' } = databaseCommands[words] ?? {}
  const here = args.map((arg) => arg.replace('./', `${folder}/`))
  return runHere([...words.split(' '), ...here, option, database])
}
