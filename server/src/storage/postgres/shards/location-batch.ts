import { positional } from '../../parameters.ts'
import { parameterTypes } from '../sql/parameter-types.ts'

/**
 * A statement that does for many parameter sets of one location what another does for one. The location is one
 * parameter, so Citus sends the statement to one shard.
 */
export type LocationBatch =
  | {
      /** Takes the location, and an array for each other parameter. */
      takes: 'arrays'
      text: string
    }
  | {
      /** Takes the location, and then the other parameters of each row: Citus takes several times as long for arrays. */
      takes: 'rows'
      text(rows: number): string
    }

const set = 'contactd_set'

/**
 * Derives the statement for many parameter sets of one location. The first column of a read is the number of a row's
 * set, from 1.
 * @param sql with named parameters.
 * @param names the distinct parameters.
 * @param types the OIDs of the parameters' types.
 * @param location the name of the parameter with the location.
 * @returns undefined if the statement's shape does not allow it; then it runs set by set.
 */
export function locationBatch(
  sql: string,
  names: readonly string[],
  types: readonly number[],
  location: string,
): LocationBatch | undefined {
  const others = names.filter((name) => name !== location)
  const typeNames = others.map((name) => parameterTypes.get(types[names.indexOf(name)] ?? 0))
  if (others.length === 0) return undefined
  const isTyped = typeNames.every((type) => type !== undefined)
  const columns = others.map((_, index) => `p${index + 1}`)
  const inner = positional(sql, (_, name) =>
    name === location ? '$1::text' : `${set}.p${others.indexOf(name) + 1}`,
  ).sql
  const arrays = `unnest(${typeNames.map((type, index) => `$${index + 2}::${type}[]`).join(', ')})`

  if (/^\s*SELECT\b/i.test(sql)) {
    if (!isTyped) return undefined
    const text =
      lookup(sql, typeNames) ??
      `SELECT ${set}.number, found.* FROM ${arrays} WITH ORDINALITY AS ${set} (${columns.join(', ')}, number)
       CROSS JOIN LATERAL (${inner}) AS found`
    return { takes: 'arrays', text }
  }
  const parts = partsOfWrite(inner)
  if (parts === undefined) return undefined
  const [head = '', middle = '', tail = ''] = parts.parts
  const sets = `${arrays} AS ${set} (${columns.join(', ')})`
  const valuesOf = (row: number, isCast: boolean) =>
    others.map((_, index) => {
      const place = `$${2 + row * others.length + index}`
      return isCast ? `${place}::${typeNames[index]}` : place
    })
  if (parts.verb === 'insert') {
    const row = (number: number) => {
      const values = valuesOf(number, false)
      return `(${middle.replace(columnOfSet, (_, column: string) => String(values[Number(column) - 1]))})`
    }
    return { takes: 'rows', text: (rows) => `${head}VALUES ${listOf(rows, row)} ${tail}` }
  }
  if (!isTyped) return undefined
  if (parts.verb === 'update') {
    const row = (number: number) => `(${valuesOf(number, true).join(', ')})`
    const from = (rows: number) => `(VALUES ${listOf(rows, row)}) AS ${set} (${columns.join(', ')})`
    return { takes: 'rows', text: (rows) => `${head} FROM ${from(rows)} ${middle}` }
  }
  const text =
    parts.verb === 'delete'
      ? `${head} USING ${sets} ${middle}`
      : `${head} SELECT copied.* FROM ${sets} CROSS JOIN LATERAL (${middle}) AS copied`
  return { takes: 'arrays', text }
}

const columnOfSet = new RegExp(`\\b${set}\\.p(\\d+)`, 'g')

const listOf = (count: number, item: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => item(index)).join(', ')

/** A read of rows by one more key: as the condition is on the table alone, Citus does not even plan it. */
function lookup(sql: string, [type]: readonly (string | undefined)[]): string | undefined {
  const parts =
    /^\s*SELECT\s+((?!DISTINCT\b)[^():]+?)\s+FROM\s+(\w+)\s+WHERE\s+location_id\s*=\s*:\w+\s+AND\s+(\w+)\s*=\s*:\w+\s*$/i.exec(
      sql,
    )
  if (parts === null || type !== 'text') return undefined
  const [, selected, table, column] = parts
  return `SELECT array_position($2::text[], ${column}), ${selected} FROM ${table}
          WHERE location_id = $1::text AND ${column} = ANY ($2::text[])`
}

interface WriteParts {
  verb: 'insert' | 'copy' | 'update' | 'delete'
  parts: string[]
}

/** Statements that read other rows of the table that they change are excluded, as in `batchSql`. */
function partsOfWrite(sql: string): WriteParts | undefined {
  const copy = /^(\s*INSERT\s+INTO\s+(\w+)\s*\([^()]*\)\s*)(SELECT\b[^()]*)$/i.exec(sql)
  if (copy) {
    const [, head = '', table = '', query = ''] = copy
    const isPlain = !/\b(?:RETURNING|CONFLICT)\b/i.test(sql) && !new RegExp(`\\b${table}\\b`, 'i').test(query)
    return isPlain ? { verb: 'copy', parts: [head, query] } : undefined
  }
  if (/\b(?:SELECT|RETURNING)\b/i.test(sql)) return undefined
  const update = /^(\s*UPDATE\s+\w+\s+SET\b[\s\S]*?)(\bWHERE\b[\s\S]*)$/i.exec(sql)
  if (update) return { verb: 'update', parts: update.slice(1) }
  const remove = /^(\s*DELETE\s+FROM\s+\w+\s+)(WHERE\b[\s\S]*)$/i.exec(sql)
  if (remove) return { verb: 'delete', parts: remove.slice(1) }
  const insert = /^(\s*INSERT\s+INTO\s+\w+\s*\([^()]*\)\s*)VALUES\s*\(([^()]*)\)([\s\S]*)$/i.exec(sql)
  if (insert && !String(insert[3]).includes(set)) return { verb: 'insert', parts: insert.slice(1) }
  return undefined
}
