import { unreadablePart } from './statement-shape.ts'

/**
 * The tables and rows that a statement reads and writes, parsed from its text. It fails closed: a statement of an
 * unknown shape conflicts with every other.
 */
export interface AccessSet {
  /** Whether `tables` is complete. */
  isKnown: boolean
  /** Whether the statement changes nothing. */
  isRead: boolean
  /** Every table that the statement names. */
  tables: ReadonlySet<string>
  /** The table that the statement changes, if any. */
  written: string | undefined
  /** The columns that equal a parameter in every row that the statement touches, with the parameter's name. */
  keys: ReadonlyMap<string, string>
  /** The columns that are set: they do not identify the row before the change. */
  changed: ReadonlySet<string>
}

/** A statement about to run, with the parameters that matter for conflicts. */
export interface StatementCall {
  accessSet: AccessSet
  params: Readonly<Record<string, unknown>>
}

const literals = /'(?:[^']|'')*'|--[^\n]*|\/\*[\s\S]*?\*\//g
const namedTables = /\b(?:FROM|JOIN|INTO|UPDATE)\s+([a-z_][a-z0-9_]*)/gi
const writing = /\b(?:INSERT|UPDATE|DELETE|MERGE|REPLACE|TRUNCATE)\b/i
const nowhere: ReadonlyMap<string, string> = new Map()

/** Parses the access set of a statement with named parameters. */
export function accessSetOf(sql: string): AccessSet {
  const text = sql.replace(literals, "''")
  const tables = new Set([...text.matchAll(namedTables)].map((match) => String(match[1]).toLowerCase()))
  // ON CONFLICT … DO UPDATE SET
  tables.delete('set')
  const isKnown = unreadablePart(sql) === undefined
  const written = /^\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+([a-z_][a-z0-9_]*)/i
    .exec(text)?.[1]
    ?.toLowerCase()
  return {
    isKnown,
    isRead: !writing.test(text),
    tables,
    written,
    keys: isKnown ? (tables.size === 1 ? keysOf(text) : keysOfCopy(text, tables)) : nowhere,
    changed: changedBy(text),
  }
}

/** Whether two statements, at least one of which writes, can't touch the same row, so their order does not matter. */
export function areDisjoint(one: StatementCall, other: StatementCall): boolean {
  if (!conflictOnTable(one.accessSet, other.accessSet)) return true
  for (const [column, parameter] of one.accessSet.keys) {
    const otherParameter = other.accessSet.keys.get(column)
    if (otherParameter === undefined) continue
    if (one.accessSet.changed.has(column) || other.accessSet.changed.has(column)) continue
    if (one.params[parameter] !== other.params[otherParameter]) return true
  }
  return false
}

/** Whether one statement changes, or may change, a table that the other names. */
export const conflictOnTable = (one: AccessSet, other: AccessSet): boolean =>
  !one.isKnown ||
  !other.isKnown ||
  (one.written !== undefined && other.tables.has(one.written)) ||
  (other.written !== undefined && one.tables.has(other.written))

const subqueries = /\(\s*(SELECT\b(?:[^()]|\([^()]*\))*)\)/gi

/** The keys that a statement and its subqueries on the same table have in common. */
function keysOf(text: string): ReadonlyMap<string, string> {
  if (/^\s*INSERT/i.test(text)) return keysOfInsert(text)
  const inner = [...text.matchAll(subqueries)].map((match) => keysOfCondition(String(match[1])))
  const outer = [...keysOfCondition(text.replace(subqueries, ' '))]
  return new Map(outer.filter(([column, name]) => inner.every((keys) => keys.get(column) === name)))
}

function keysOfCondition(text: string): ReadonlyMap<string, string> {
  const selects = text.match(/\bSELECT\b/gi)?.length ?? 0
  const wheres = text.match(/\bWHERE\b/gi)?.length ?? 0
  const isOne = wheres === 1 && selects === (/^\s*SELECT\b/i.test(text) ? 1 : 0)
  if (!isOne || /\b(?:OR|UNION|EXCEPT|INTERSECT|FROM\s+\w+\s*,)\b/i.test(text)) return nowhere
  const condition = text
    .replace(/^[\s\S]*\bWHERE\b/i, '')
    .replace(/\b(?:GROUP|ORDER|LIMIT|RETURNING|FOR)\b[\s\S]*$/i, '')
  const parts = withoutParentheses(condition).split(/\bAND\b/i)
  const equalities = parts.map((part) => /^\s*(\w+)\s*=\s*:(\w+)\s*$/.exec(part))
  return new Map(equalities.flatMap((found) => (found?.[1] && found[2] ? [[found[1], found[2]]] : [])))
}

/** The keys that an insert of rows from one other table has in common with those rows. */
function keysOfCopy(text: string, tables: ReadonlySet<string>): ReadonlyMap<string, string> {
  const parts = /^\s*INSERT\s+INTO\s+\w+\s*\(([^()]*)\)\s*(SELECT\s+([^()]*?)\sFROM\s[\s\S]*)$/i.exec(text)
  if (!parts || tables.size > 2 || /\bON\s+CONFLICT\b/i.test(text)) return nowhere
  const [, columns = '', select = '', values = ''] = parts
  const read = keysOfCondition(select)
  const copied = values.split(',').map((value) => read.get(value.trim()))
  const keys = columns.split(',').map((column, index) => [column.trim(), copied[index]] as const)
  return new Map(
    keys.flatMap(([column, parameter]): [string, string][] =>
      parameter !== undefined && read.get(column) === parameter ? [[column, parameter]] : [],
    ),
  )
}

function keysOfInsert(text: string): ReadonlyMap<string, string> {
  const parts = /^\s*INSERT\s+INTO\s+\w+\s*\(([^()]*)\)\s*VALUES\s*\(([^()]*)\)([\s\S]*)$/i.exec(text)
  if (!parts) return nowhere
  const [, columns = '', values = '', rest = ''] = parts
  const valueList = values.split(',')
  const keys = columns.split(',').flatMap((column, index): [string, string][] => {
    const parameter = /^\s*:(\w+)\s*$/.exec(valueList[index] ?? '')?.[1]
    return parameter === undefined ? [] : [[column.trim(), parameter]]
  })
  // An existing row has the values of the conflict columns, but its own values in others.
  const target = /\bON\s+CONFLICT\s*(?:\(([^()]*)\))?/i.exec(rest)
  if (!target) return new Map(keys)
  const conflicting = new Set((target[1] ?? '').split(',').map((column) => column.trim()))
  return new Map(keys.filter(([column]) => conflicting.has(column)))
}

function changedBy(text: string): ReadonlySet<string> {
  const assignments = /\bSET\b([\s\S]*?)(?:\bWHERE\b|\bRETURNING\b|$)/i.exec(text)?.[1]
  if (assignments === undefined) return new Set()
  return new Set([...withoutParentheses(assignments).matchAll(/(\w+)\s*=/g)].map((match) => String(match[1])))
}

/** Removes parentheses and their contents, at any depth. */
function withoutParentheses(text: string): string {
  const shorter = text.replace(/\([^()]*\)/g, ' ')
  return shorter === text ? text : withoutParentheses(shorter)
}
