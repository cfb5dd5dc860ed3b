/**
 * What a statement looks at and changes, read off its text. It errs on the safe side: where the text is not
 * of a shape that it knows, the statement meets every other on the same tables.
 */
export interface Footprint {
  /** Whether it leaves the database as it is. */
  isRead: boolean
  /** Every table that is named. */
  tables: ReadonlySet<string>
  /** The table that is changed, if one is. */
  written: string | undefined
  /** The columns that hold a parameter's value in every row that is met, with the parameter's name. */
  keys: ReadonlyMap<string, string>
  /** The columns that are set, and so tell nothing of where the row stood before. */
  changed: ReadonlySet<string>
}

/** A statement about to run, as far as it matters to others. */
export interface Step {
  footprint: Footprint
  params: Readonly<Record<string, unknown>>
}

const literals = /'(?:[^']|'')*'|--[^\n]*|\/\*[\s\S]*?\*\//g
const namedTables = /\b(?:FROM|JOIN|INTO|UPDATE)\s+([a-z_][a-z0-9_]*)/gi
const writing = /\b(?:INSERT|UPDATE|DELETE)\b/i
const nowhere: ReadonlyMap<string, string> = new Map()

/** Reads the footprint of a statement with named parameters. */
export function footprintOf(sql: string): Footprint {
  const text = sql.replace(literals, "''")
  const tables = new Set([...text.matchAll(namedTables)].map((match) => String(match[1]).toLowerCase()))
  // ON CONFLICT … DO UPDATE SET
  tables.delete('set')
  const written = /^\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+([a-z_][a-z0-9_]*)/i
    .exec(text)?.[1]
    ?.toLowerCase()
  return {
    isRead: !writing.test(text),
    tables,
    written,
    keys: tables.size === 1 ? keysOf(text) : nowhere,
    changed: changedBy(text),
  }
}

/**
 * Whether two statements can't touch the same row, so that their order is no matter. At least one writes.
 */
export function areApart(one: Step, other: Step): boolean {
  if (!meetOnTable(one.footprint, other.footprint)) return true
  for (const [column, parameter] of one.footprint.keys) {
    const otherParameter = other.footprint.keys.get(column)
    if (otherParameter === undefined) continue
    if (one.footprint.changed.has(column) || other.footprint.changed.has(column)) continue
    if (one.params[parameter] !== other.params[otherParameter]) return true
  }
  return false
}

/** Whether one changes a table that the other names. */
export const meetOnTable = (one: Footprint, other: Footprint): boolean =>
  (one.written !== undefined && other.tables.has(one.written)) ||
  (other.written !== undefined && one.tables.has(other.written))

const subqueries = /\(\s*(SELECT\b(?:[^()]|\([^()]*\))*)\)/gi

/** Of a statement and what it looks up for itself in the same table: what is common to all of them. */
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

function keysOfInsert(text: string): ReadonlyMap<string, string> {
  const parts = /^\s*INSERT\s+INTO\s+\w+\s*\(([^()]*)\)\s*VALUES\s*\(([^()]*)\)([\s\S]*)$/i.exec(text)
  if (!parts) return nowhere
  const [, columns = '', values = '', rest = ''] = parts
  const valueList = values.split(',')
  const keys = columns.split(',').flatMap((column, index): [string, string][] => {
    const parameter = /^\s*:(\w+)\s*$/.exec(valueList[index] ?? '')?.[1]
    return parameter === undefined ? [] : [[column.trim(), parameter]]
  })
  // A row that was there already has the values that it conflicted by, and others of its own.
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

/** What stands in parentheses is left out, however deep. */
function withoutParentheses(text: string): string {
  const shorter = text.replace(/\([^()]*\)/g, ' ')
  return shorter === text ? text : withoutParentheses(shorter)
}
