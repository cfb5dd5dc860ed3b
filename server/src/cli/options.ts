import { type Command, InvalidArgumentError, Option } from 'commander'

/** What a variable says when it says no. Commander takes any value of a flag's variable for yes. */
const no = /^(0|false|no|off)?$/i

/**
 * Gives an option its environment variable: that of `--log-level` is `CONTACTD_LOG_LEVEL`. An empty variable
 * counts as none; that of a flag without a value says no with `0`, `false`, `no` or `off`.
 */
export function withVariable(option: Option): Option {
  const name = `CONTACTD_${option.name().replaceAll('-', '_').toUpperCase()}`
  const value = process.env[name]
  const isUnset = value !== undefined && (option.isBoolean() ? no.test(value) : value === '')
  return isUnset ? option : option.env(name)
}

/** `--database URL`. */
export function databaseOption(): Option {
  return withVariable(
    new Option(
      '--database <url>',
      'sqlite:./path.db, postgres://user@host/database or sqlite::memory:',
    ).default('sqlite:./data/contactd.db'),
  )
}

/** `--json`: one JSON value on stdout and nothing else. */
export function jsonOption(): Option {
  return withVariable(new Option('--json', 'print one JSON value'))
}

/** Puts what goes with a PostgreSQL database to every command that takes `--database`. */
export function addConnectionOptions(command: Command): void {
  if (command.options.some(({ long }) => long === '--database')) {
    command.addOption(
      withVariable(
        new Option(
          '--database-direct <url>',
          'the PostgreSQL database itself, where --database leads to a pooler before it',
        ),
      ),
    )
    command.addOption(
      withVariable(
        new Option(
          '--database-connections <number>',
          'connections to PostgreSQL that each process may hold',
        ).argParser(connectionCount),
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

/** Which database a command opens, and how. */
export interface DatabaseOptions {
  database: string
  databaseDirect?: string | undefined
  databaseConnections?: number | undefined
}

/** Whether a URL is one of PostgreSQL's. One that names no database at all is refused where it is opened. */
export const isPostgres = (database: string): boolean => /^postgres(ql)?:/.test(database)

/** The URL for one long transaction, which is no work for a pooler. */
export const directUrl = ({ database, databaseDirect }: DatabaseOptions): string =>
  isPostgres(database) ? (databaseDirect ?? database) : database

/** What every command on a database is told. */
export interface CommonOptions extends DatabaseOptions {
  json?: boolean
}
