import { type Command, InvalidArgumentError, Option } from 'commander'

/** The values of a variable that disable a flag. Commander takes any value of a flag's variable as enabled. */
const no = /^(0|false|no|off)?$/i

/**
 * Gives an option its environment variable: that of `--log-level` is `CONTACTD_LOG_LEVEL`. An empty variable counts
 * as unset; that of a flag is disabled by `0`, `false`, `no` or `off`.
 * @param command for an option that means something else in other commands: the words of its command, which the name of
 * the variable begins with. That of `--url` of `webhook create` is `CONTACTD_WEBHOOK_CREATE_URL`.
 */
export function withVariable(option: Option, command = ''): Option {
  const words = `${command} ${option.name()}`.trim()
  const name = `CONTACTD_${words.replaceAll(/[- ]/g, '_').toUpperCase()}`
  const value = process.env[name]
  const isUnset = value !== undefined && (option.isBoolean() ? no.test(value) : value === '')
  return isUnset ? option : option.env(name)
}

/**
 * How a command uses a database. A command that writes creates and migrates it; one that reads does neither, and
 * fails if there is none.
 */
export type DatabaseUse = 'reads' | 'writes'

/** An option that names a database. */
export class DatabaseOption extends Option {
  /** How the command uses the database. */
  readonly use: DatabaseUse

  constructor(flags: string, description: string, use: DatabaseUse) {
    super(flags, description)
    this.use = use
    withVariable(this)
  }
}

/** `--database URL`. */
export function databaseOption(use: DatabaseUse): Option {
  return new DatabaseOption(
    '--database <url>',
    'sqlite:./path.db, sqlite::memory: or postgres://user@host/database; several URLs separated by commas name several servers of a distributed database',
    use,
  ).default('sqlite:./data/contactd.db')
}

/** `--json`: one JSON value on stdout and nothing else. */
export function jsonOption(): Option {
  return withVariable(new Option('--json', 'print one JSON value'))
}

/** Adds the PostgreSQL options to every command with `--database`. */
export function addConnectionOptions(command: Command): void {
  if (command.options.some((option) => option instanceof DatabaseOption && option.long === '--database')) {
    command.addOption(
      withVariable(
        new Option('--database-direct <url>', 'the PostgreSQL database itself, if --database names a pooler'),
      ),
    )
    command.addOption(
      withVariable(
        new Option('--database-connections <number>', 'connections to PostgreSQL per process').argParser(
          connectionCount,
        ),
      ),
    )
  }
  for (const child of command.commands) addConnectionOptions(child)
}

function connectionCount(text: string): number {
  if (!/^\d{1,3}$/.test(text) || Number(text) < 2)
    throw new InvalidArgumentError('It is a number from 2 to 999: one connection writes, the others read.')
  return Number(text)
}

/** The options of the database that a command opens. */
export interface DatabaseOptions {
  database: string
  databaseDirect?: string | undefined
  databaseConnections?: number | undefined
}

/** Whether a URL is a PostgreSQL URL. An invalid URL is refused when it is opened. */
export const isPostgres = (database: string): boolean => /^postgres(ql)?:/.test(database)

/** The URL for a long transaction, which a pooler is not suited for. */
export const directUrl = ({ database, databaseDirect }: DatabaseOptions): string =>
  isPostgres(database) ? (databaseDirect ?? database) : database

/** The options of every command on a database. */
export interface CommonOptions extends DatabaseOptions {
  json?: boolean
}
