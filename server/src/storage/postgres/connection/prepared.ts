import { createHash } from 'node:crypto'
import { type AccessSet, accessSetOf } from '../../access-set.ts'
import { checkParameters, positional } from '../../parameters.ts'
import type { SqlParams, Statement } from '../../statement.ts'
import { type BatchSql, batchSql } from '../sql/batch-sql.ts'
import { binaryArray } from '../sql/binary-array.ts'
import { withoutNul } from '../sql/nul.ts'

/** A statement with PostgreSQL's numbered parameters; each name has one number. */
export class Prepared {
  /**
   * The name of the prepared statement on the server. It contains a hash, so two versions of contactd can share a
   * connection.
   */
  readonly name: string
  readonly text: string
  readonly names: readonly string[]
  readonly accessSet: AccessSet
  readonly #statement: Statement<SqlParams, unknown>
  #types: readonly number[] | undefined
  #batch: BatchSql | undefined

  constructor(statement: Statement<SqlParams, unknown>) {
    this.#statement = statement
    const names: string[] = []
    this.text = positional(statement.sql, (_, name) => {
      if (!names.includes(name)) names.push(name)
      return `$${names.indexOf(name) + 1}`
    }).sql
    this.names = names
    const hash = createHash('sha256').update(this.text).digest('hex').slice(0, 12)
    this.name = `${statement.name.slice(0, 40)}-${hash}`
    this.accessSet = accessSetOf(statement.sql)
  }

  /** @throws TypeError for a missing or unknown parameter. */
  check(params: SqlParams): void {
    checkParameters(this.#statement.name, this.names, params)
  }

  /** See `Statement`. */
  get mayBeStale(): boolean {
    return this.#statement.mayBeStale === true
  }

  get statementName(): string {
    return this.#statement.name
  }

  /** Whether the types of the parameters are known. */
  get isDescribed(): boolean {
    return this.#types !== undefined
  }

  /** The OIDs of the parameters' types, once it has been described. */
  get types(): readonly number[] {
    return this.#types ?? []
  }

  /** With named parameters. */
  get sql(): string {
    return this.#statement.sql
  }

  /** The form of the statement for a database in shards, if it needs one. */
  get onShards(): string | undefined {
    return this.#statement.onShards
  }

  /** See `Statement`. */
  get inLocation(): string | undefined {
    return this.#statement.inLocation
  }

  /** See `Statement`. */
  get placedBy(): string | undefined {
    return this.#statement.placedBy
  }

  /** @param types the OIDs of the parameters' types. */
  describe(types: readonly number[]): void {
    this.#types = types
    this.#batch = batchSql(this.#statement.sql, this.names, types)
  }

  /** The statement for many parameter sets; undefined if none exists, or if the statement has not been described. */
  get batch(): BatchSql | undefined {
    return this.#batch
  }

  values(params: SqlParams): unknown[] {
    return this.names.map((name) => {
      const value = params[name]
      return typeof value === 'string' ? withoutNul(value) : value
    })
  }

  /** One array per parameter. */
  arrays(sets: readonly SqlParams[]): Buffer[] {
    const rows = sets.map((params) => this.values(params))
    return (this.#types ?? []).map((type, index) =>
      binaryArray(
        type,
        rows.map((row) => row[index]),
      ),
    )
  }

  /** A key that is equal for equal parameters. */
  keyOf(params: SqlParams): string {
    const [name = '', ...others] = this.names
    const value = params[name]
    if (others.length === 0 && typeof value === 'string') return `"${value}`
    return JSON.stringify(this.names.map((each) => params[each]))
  }
}

const prepared = new WeakMap<object, Prepared>()

/** Returns the prepared form of a statement, created once per process. */
export function prepare<P extends SqlParams, R>(statement: Statement<P, R>): Prepared {
  const known = prepared.get(statement)
  if (known !== undefined) return known
  const made = new Prepared(statement as unknown as Statement<SqlParams, unknown>)
  prepared.set(statement, made)
  return made
}

/** Returns a function that derives something from a statement once, and then remembers it. */
export function oncePerStatement<Derived>(
  derive: (prepared: Prepared) => Derived,
): (prepared: Prepared) => Derived {
  const known = new WeakMap<Prepared, { derived: Derived }>()
  return (prepared) => {
    const found = known.get(prepared)
    if (found !== undefined) return found.derived
    const derived = derive(prepared)
    known.set(prepared, { derived })
    return derived
  }
}
