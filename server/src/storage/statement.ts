/**
 * One SQL text, written once and prepared once per connection. Parameters are named, `:locationId`; the
 * text is the same for every engine, so it keeps to what SQLite and PostgreSQL share.
 */
export interface Statement<Params extends SqlParams, Row> {
  readonly name: string
  readonly sql: string
  /** Never set: carries the types of the parameters and of the row. */
  readonly types?: { params: Params; row: Row }
}

/** What a column takes: text, numbers up to 2^53, bytes, nothing. Booleans are 0 and 1. */
export type SqlValue = string | number | null | Buffer
export type SqlParams = Record<string, SqlValue>

const statements = new Map<string, Statement<SqlParams, unknown>>()

/**
 * Declares a statement.
 * @param name lower-case words with hyphens, unique in the program: PostgreSQL prepares by it.
 * @throws Error when the name is taken.
 */
export function statement<Params extends SqlParams, Row = never>(
  name: string,
  sql: string,
): Statement<Params, Row> {
  if (statements.has(name)) throw new Error(`There are two SQL statements named ${name}.`)
  const declared: Statement<Params, Row> = { name, sql }
  statements.set(name, declared as Statement<SqlParams, unknown>)
  return declared
}

/**
 * A statement on tables that only one engine has. It is not among those that every engine runs.
 * @param name as above.
 */
export const engineStatement = <Params extends SqlParams, Row>(
  name: string,
  sql: string,
): Statement<Params, Row> => ({ name, sql })

/** Every statement of the modules that are loaded, for whoever looks them all over. */
export const declaredStatements = (): Statement<SqlParams, unknown>[] => [...statements.values()]
