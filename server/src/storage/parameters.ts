/** Quoted text and comments, where a colon begins no parameter, and the cast `::`. */
const notParameters = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|::/g

const parameter = new RegExp(`(?:${notParameters.source})|:([A-Za-z_]\\w*)`, 'g')

/**
 * Converts a statement to positional parameters: each `:locationId` becomes the text that `place` returns for its
 * number (from 1) and name. Returns the names in order; a name that occurs twice is listed twice.
 */
export function positional(
  sql: string,
  place: (number: number, name: string) => string,
): { sql: string; names: string[] } {
  const names: string[] = []
  const text = sql.replace(parameter, (match, name: string | undefined) => {
    if (name === undefined) return match
    names.push(name)
    return place(names.length, name)
  })
  return { sql: text, names }
}

/**
 * Checks that the parameters are exactly the statement's: engines differ in how they treat extra ones.
 * @throws TypeError that names the missing or unknown parameter.
 */
export function checkParameters(statementName: string, names: readonly string[], params: object): void {
  if (areExactly(names, params)) return
  const given = Object.keys(params)
  const missing = names.filter((name) => !given.includes(name))
  const unknown = given.filter((name) => !names.includes(name))
  if (missing.length > 0) throw new TypeError(`The statement ${statementName} lacks :${missing.join(', :')}.`)
  if (unknown.length > 0)
    throw new TypeError(`The statement ${statementName} has no parameter :${unknown.join(', :')}.`)
}

/** Runs for each statement, so it allocates no array. */
function areExactly(names: readonly string[], params: object): boolean {
  let left = names.length
  for (const _ in params) left -= 1
  if (left !== 0) return false
  for (const name of names) if (!(name in params)) return false
  return true
}
