/**
 * Where a parsed JSON body holds text that is no text: a NUL, or half of a surrogate pair. JSON can spell
 * both only as a `\u` escape, so that a body without one needs no look.
 * @returns the paths (`firstName`, `tags.2`), at most `limit`.
 */
export function illFormedPaths(body: unknown, limit: number): string[] {
  const found: string[] = []
  visit(body, '', found, limit)
  return found
}

/** Recursion is safe: the depth of a body was bounded before. */
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
