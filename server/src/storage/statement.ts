import { unreadablePart } from './statement-shape.ts'

/**
 * One SQL text, written once and prepared once per connection. Parameters are named, `:locationId`. The text is the
 * same for every engine, so it only uses syntax that SQLite and PostgreSQL share.
 */
export interface Statement<Params extends SqlParams, Row> {
  readonly name: string
  readonly sql: string
  /**
   * Whether a write may use a result of this read that concurrent writes are changing, without waiting for them. For
   * a count that is far from its limit.
   */
  readonly mayBeStale?: boolean
  /**
   * Another text with the same parameters and rows, for a PostgreSQL whose rows of locations are distributed over
   * several servers, and which refuses the first one.
   */
  readonly onShards?: string
  /**
   * The parameter with the id of the row, if the statement is a read that gives an id and no location. A database whose
   * locations are distributed finds the locations of the id first, and runs the statement in each; there is hardly ever
   * more than one. A limit holds for each. The list of locations may lack one, so the statement runs on all shards if
   * it finds nothing there. A read that needs every row with the id has no such parameter.
   */
  readonly placedBy?: string
  /**
   * Another text that does the same in one location, `:ofLocation`, for a list of rows in all locations that is read again
   * and again. A database whose locations are distributed reads location by location while a server is away, and leaves out
   * the locations of that server. There may then be more rows than the limit, in no order.
   */
  readonly inLocation?: string
  /** Never set: carries the types of the parameters and of the row. */
  readonly types?: { params: Params; row: Row }
}

/** The values that a column takes: text, numbers up to 2^53, bytes, null. Booleans are 0 and 1. */
export type SqlValue = string | number | null | Buffer
export type SqlParams = Record<string, SqlValue>

/** A bundle has only statements that tests have checked: checking all of them again took 3 % of the start. */
const isSource = import.meta.url.endsWith('.ts')

const statements = new Map<string, Statement<SqlParams, unknown>>()

/**
 * Declares a statement.
 * @param name lower-case words with hyphens, unique in the program: PostgreSQL prepares statements by name.
 * @throws Error if the name is taken, or, unless it is in a bundle, if the tables can't be parsed from the text: see
 * `unreadablePart`.
 */
export function statement<Params extends SqlParams, Row = never>(
  name: string,
  sql: string,
  options: Pick<Statement<Params, Row>, 'mayBeStale' | 'onShards' | 'placedBy' | 'inLocation'> = {},
): Statement<Params, Row> {
  if (statements.has(name)) throw new Error(`There are two SQL statements named ${name}.`)
  const unreadable = isSource ? unreadablePart(sql) : undefined
  if (unreadable !== undefined)
    throw new Error(
      `The SQL statement ${name} has a shape from which its tables can't be parsed: ${unreadable}.`,
    )
  const declared: Statement<Params, Row> = { name, sql, ...options }
  statements.set(name, declared as Statement<SqlParams, unknown>)
  return declared
}

/**
 * A statement on tables of one engine only. It is not among those that every engine runs.
 * @param name as above.
 */
export const engineStatement = <Params extends SqlParams, Row>(
  name: string,
  sql: string,
): Statement<Params, Row> => ({ name, sql })

/** Every statement of the loaded modules. */
export const declaredStatements = (): Statement<SqlParams, unknown>[] => [...statements.values()]
