/** The maximum number of paths in one response. */
export const maxTextViolations = 100

/**
 * The violations of ill-formed text: a NUL, or half of a surrogate pair. JSON can contain these only as a `\u` escape,
 * and a query can contain a NUL only as `%00`: text without one need not be checked.
 */
export const textViolations = (value: unknown): string[] =>
  illFormedPaths(value, maxTextViolations).map(
    (path) => `${path} must be text without NUL characters and lone surrogates`,
  )

/**
 * Finds ill-formed text in a parsed body or query.
 * @returns the paths (`firstName`, `tags.2`), at most `limit`.
 */
export function illFormedPaths(value: unknown, limit: number): string[] {
  const found: string[] = []
  visit(value, '', found, limit)
  return found
}

/** Recursion is safe: the depth of a body was limited before. */
function visit(value: unknown, path: string, found: string[], limit: number): void {
  if (found.length >= limit) return
  if (typeof value === 'string') {
    if (!isText(value)) found.push(path)
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) visit(item, join(path, String(index)), found, limit)
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      const at = join(path, key.toWellFormed().replaceAll('\0', ''))
      if (isText(key)) visit(item, at, found, limit)
      else found.push(at)
    }
  }
}

const isText = (text: string) => text.isWellFormed() && !text.includes('\0')

const join = (path: string, key: string) => (path === '' ? key : `${path}.${key}`)
