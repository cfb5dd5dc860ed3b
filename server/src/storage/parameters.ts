/** Text in quotes and comments, where a colon begins no parameter; `::` is a cast and begins none either. */
const notParameters = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|::/g

const parameter = new RegExp(`(?:${notParameters.source})|:([A-Za-z_]\\w*)`, 'g')

/**
 * A statement whose parameters are bound by their places: `:locationId` → what `place` makes of its number,
 * counted from 1, and of its name; and the names in this order. A name that stands twice is placed twice.
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
 * Holds the parameters against the statement's own: engines differ in what they do with one too many.
 * @throws TypeError naming what is missing or unknown.
 */
export function checkParameters(statementName: string, names: readonly string[], params: object): void {
  const given = Object.keys(params)
  if (given.length === names.length && names.every((name) => Object.hasOwn(params, name))) return
  const missing = names.filter((name) => !given.includes(name))
  const unknown = given.filter((name) => !names.includes(name))
  if (missing.length > 0)
    throw new TypeError(`The statement ${statementName} misses :${missing.join(', :')}.`)
  if (unknown.length > 0)
    throw new TypeError(`The statement ${statementName} has no :${unknown.join(', :')}.`)
}
