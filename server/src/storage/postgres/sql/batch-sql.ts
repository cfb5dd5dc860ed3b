import { positional } from '../../parameters.ts'
import { parameterTypes } from './parameter-types.ts'

/** A statement that does in one call what another does for each of many parameter sets. */
export interface BatchSql {
  /** Takes one array per parameter, in the order of the names. */
  text: string
  /** The column with the number of a row's parameter set, from 1; only for reads. */
  setColumn: string | undefined
}

const set = 'contactd_set'
const setColumn = 'contactd_set_number'

/**
 * Derives the statement for many parameter sets from the one for one set. Reads keep the row order of each set.
 * @param sql with named parameters.
 * @param names the distinct parameters, in the order of the arrays.
 * @param types the OIDs of the parameters' types.
 * @returns undefined if the statement's shape does not allow it; then it runs set by set.
 */
export function batchSql(
  sql: string,
  names: readonly string[],
  types: readonly number[],
): BatchSql | undefined {
  if (names.length === 0) return undefined
  const arrays = types.map((type, index) => arrayOf(type, index + 1))
  if (arrays.some((array) => array === undefined)) return undefined
  const rows = `unnest(${arrays.join(', ')})`
  const columns = names.map((_, index) => `p${index + 1}`)
  const { sql: inner } = positional(sql, (_, name) => `${set}.p${names.indexOf(name) + 1}`)

  if (/^\s*SELECT\b/i.test(sql)) {
    return {
      text: `SELECT ${set}.${setColumn}, found.*
             FROM ${forLookups(`${rows} WITH ORDINALITY`)} AS ${set} (${columns.join(', ')}, ${setColumn})
             CROSS JOIN LATERAL (${inner}) AS found`,
      setColumn,
    }
  }
  const text = writeForSets(inner, rows, `AS ${set} (${columns.join(', ')})`)
  return text === undefined ? undefined : { text, setColumn: undefined }
}

/**
 * The sets, for a statement that finds rows for each of them. The limit of NULL limits nothing, but PostgreSQL expects
 * no more than one set. So it keeps one plan, which looks up each set by an index. Without it, PostgreSQL plans the
 * statement again for every short array, which takes twice as long as the lookups, and reads small tables as a whole.
 */
const forLookups = (rows: string): string => `(SELECT * FROM ${rows} LIMIT (SELECT CAST(NULL AS BIGINT)))`

/** Whether a query names a table. */
const namesTable = (query = '', table = '') => new RegExp(`\\b${table}\\b`, 'i').test(query)

function arrayOf(type: number, place: number): string | undefined {
  const name = parameterTypes.get(type)
  return name === undefined ? undefined : `$${place}::${name}[]`
}

/**
 * Statements that read other rows of the table that they change are excluded: one set would not see the changes of
 * another.
 */
function writeForSets(sql: string, rows: string, alias: string): string | undefined {
  const sets = `${forLookups(rows)} ${alias}`
  const copying = /^(\s*INSERT\s+INTO\s+(\w+)\s*\([^()]*\)\s*)(SELECT\b[^()]*)$/i.exec(sql)
  if (copying && !/\b(?:RETURNING|CONFLICT)\b/i.test(sql) && !namesTable(copying[3], copying[2]))
    return `${copying[1]} SELECT copied.* FROM ${sets} CROSS JOIN LATERAL (${copying[3]}) AS copied`
  if (/\b(?:SELECT|RETURNING)\b/i.test(sql)) return undefined
  const changing = /^(\s*UPDATE\s+\w+\s+SET\b[\s\S]*?)(\bWHERE\b[\s\S]*)$/i.exec(sql)
  if (changing) return `${changing[1]} FROM ${sets} ${changing[2]}`
  const deleting = /^(\s*DELETE\s+FROM\s+\w+\s+)(WHERE\b[\s\S]*)$/i.exec(sql)
  if (deleting) return `${deleting[1]} USING ${sets} ${deleting[2]}`
  const inserting = /^(\s*INSERT\s+INTO\s+\w+\s*\([^()]*\)\s*)VALUES\s*\(([^()]*)\)([\s\S]*)$/i.exec(sql)
  if (inserting && !String(inserting[3]).includes(set))
    return `${inserting[1]} SELECT ${inserting[2]} FROM ${rows} ${alias} ${inserting[3]}`
  return undefined
}
