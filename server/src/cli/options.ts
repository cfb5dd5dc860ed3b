import { Option } from 'commander'

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
    new Option('--database <url>', 'sqlite:./path.db or sqlite::memory:').default(
      'sqlite:./data/contactd.db',
    ),
  )
}

/** `--json`: one JSON value on stdout and nothing else. */
export function jsonOption(): Option {
  return withVariable(new Option('--json', 'print one JSON value'))
}

/** What every command on a database is told. */
export interface CommonOptions {
  database: string
  json?: boolean
}
