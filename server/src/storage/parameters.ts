/** Text in quotes and comments, where a colon begins no parameter; `::` is a cast and begins none either. */
const notParameters = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|::/g

/** The names of a statement's parameters (`:locationId` → `locationId`), each once, in order of appearance. */
export function parameterNames(sql: string): string[] {
  const names = new Set<string>()
  for (const match of sql.replace(notParameters, ' ').matchAll(/:([A-Za-z_]\w*)/g)) {
    if (match[1] !== undefined) names.add(match[1])
  }
  return [...names]
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
