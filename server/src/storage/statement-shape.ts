/**
 * Whether a statement has a shape from which its tables can be parsed: it begins with SELECT, with WITH and changes
 * nothing, or with INSERT INTO, UPDATE or DELETE FROM and changes only that table; and each table follows FROM, JOIN,
 * INTO or UPDATE by its plain name.
 * @returns the part that can't be parsed, or undefined.
 */
export function unreadablePart(sql: string): string | undefined {
  const text = sql
    .replace(/'(?:[^']|'')*'|--[^\n]*|\/\*[\s\S]*?\*\//g, "''")
    // Column aliases.
    .replace(/\bAS\s+"\w+"/gi, '')
    .replace(/\bDISTINCT\s+FROM\b/gi, '=')
    .replace(/\bDO\s+UPDATE\s+SET\b/gi, 'SET')
    .replace(/\bFOR\s+UPDATE\b/gi, '')
  const strange = /["`;[\]]|\bUSING\b|\bMERGE\b|\bREPLACE\s+INTO\b|\bTRUNCATE\b|\bTABLE\b/i.exec(text)
  if (strange) return strange[0]
  return badBeginning(text) ?? badTable(text) ?? commaBetweenTables(text)
}

function badBeginning(text: string): string | undefined {
  const verb = /^\s*(?:SELECT\b|WITH\b|INSERT\s+INTO\b|UPDATE\b|DELETE\s+FROM\b)/i.exec(text)
  if (!verb) return text.trim().slice(0, 20)
  const changes = text.match(/\b(?:INSERT|UPDATE|DELETE)\b/gi) ?? []
  if (changes.length > (/SELECT|WITH/i.test(verb[0]) ? 0 : 1)) return changes.at(-1)
  return undefined
}

/** Text in the position of a table name that is neither a plain name nor a subquery. */
function badTable(text: string): string | undefined {
  for (const [named, table = '', next] of text.matchAll(
    /\b(?:FROM|JOIN|INTO|UPDATE)\s*(\(|[^\s(),]*)\s*(\()?/gi,
  )) {
    const isQuery = table === '('
    const isInsert = /^INTO\b/i.test(named)
    const isPlain = /^[a-z_]\w*$/.test(table) && !/^(?:only|lateral)$/i.test(table)
    if (!isQuery && !(isPlain && (next === undefined || isInsert))) return named
  }
  return undefined
}

const endsTables =
  /^(?:WHERE|GROUP|ORDER|HAVING|LIMIT|OFFSET|UNION|EXCEPT|INTERSECT|RETURNING|SET|VALUES|WINDOW|SELECT)$/i

/** A comma between tables, where no keyword precedes the second one. */
function commaBetweenTables(text: string): string | undefined {
  const isAmongTables = [false]
  for (const [token] of text.matchAll(/\w+|[(),]/g)) {
    const deepest = isAmongTables.length - 1
    if (token === '(') isAmongTables.push(false)
    else if (token === ')') isAmongTables.pop()
    else if (token === ',' && isAmongTables[deepest]) return 'a comma between tables'
    else if (/^FROM$/i.test(token)) isAmongTables[deepest] = true
    else if (endsTables.test(token)) isAmongTables[deepest] = false
  }
  return undefined
}
