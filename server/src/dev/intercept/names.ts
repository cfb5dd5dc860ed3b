/** The name of HighLevel's API. It is always intercepted. */
const highLevelName = 'services.leadconnectorhq.com'

/** The maximum number of names that one server answers for. */
const maxNames = 100

/** The names that a server answers for: HighLevel's, then the others, in lower case, each once. */
export const interceptedNames = (others: readonly string[] = []): string[] =>
  [...new Set([highLevelName, ...others.map((name) => name.toLowerCase())])].slice(0, maxNames)
