import { createHash } from 'node:crypto'
import { type Footprint, footprintOf } from '../../footprint.ts'
import { checkParameters, positional } from '../../parameters.ts'
import type { SqlParams, Statement } from '../../statement.ts'
import { type BatchSql, batchSql } from '../sql/batch-sql.ts'
import { binaryArray } from '../sql/binary-array.ts'
import { withoutNul } from '../sql/nul.ts'

/** A statement as PostgreSQL gets it: its parameters by number, each name once. */
export class Prepared {
  /** What the server keeps it by: with a hash, so that two versions of contactd on one connection stay apart. */
  readonly name: string
  readonly text: string
  readonly names: readonly string[]
  readonly footprint: Footprint
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
    this.footprint = footprintOf(statement.sql)
  }

  /** @throws TypeError where a parameter is missing or unknown. */
  check(params: SqlParams): void {
    checkParameters(this.#statement.name, this.names, params)
  }

  get statementName(): string {
    return this.#statement.name
  }

  /** Whether the types of the parameters have been asked for. */
  get isDescribed(): boolean {
    return this.#types !== undefined
  }

  /** @param types PostgreSQL's numbers of the parameters' types. */
  describe(types: readonly number[]): void {
    this.#types = types
    this.#batch = batchSql(this.#statement.sql, this.names, types)
  }

  /** The statement for many sets at once; undefined where there is none, or nobody has described it. */
  get batch(): BatchSql | undefined {
    return this.#batch
  }

  values(params: SqlParams): unknown[] {
    return this.names.map((name) => {
      const value = params[name]
      return typeof value === 'string' ? withoutNul(value) : value
    })
  }

  /** An array a parameter. */
  arrays(sets: readonly SqlParams[]): Buffer[] {
    const rows = sets.map((params) => this.values(params))
    return (this.#types ?? []).map((type, index) =>
      binaryArray(
        type,
        rows.map((row) => row[index]),
      ),
    )
  }

  /** Equal for equal parameters. */
  keyOf(params: SqlParams): string {
    const [name = '', ...others] = this.names
    const value = params[name]
    if (others.length === 0 && typeof value === 'string') return `"${value}`
    return JSON.stringify(this.names.map((each) => params[each]))
  }
}

const prepared = new WeakMap<object, Prepared>()

/** The statement made ready, once in a process. */
export function prepare<P extends SqlParams, R>(statement: Statement<P, R>): Prepared {
  const known = prepared.get(statement)
  if (known !== undefined) return known
  const made = new Prepared(statement as unknown as Statement<SqlParams, unknown>)
  prepared.set(statement, made)
  return made
}
