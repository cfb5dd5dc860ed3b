/**
 * A test for paths with `*` for any characters, such as `/contacts/*`. A trailing slash makes no difference. It takes linear
 * time.
 */
export function pathGlob(glob: string): (path: string) => boolean {
  const [start = '', ...rest] = withoutSlash(glob).split(/\*+/)
  const end = rest.pop()
  return (sent) => {
    const path = withoutSlash(sent)
    if (end === undefined) return path === start
    if (!path.startsWith(start)) return false
    let at = start.length
    for (const part of rest) {
      const found = path.indexOf(part, at)
      if (found < 0) return false
      at = found + part.length
    }
    return path.length - end.length >= at && path.endsWith(end)
  }
}

const withoutSlash = (path: string) => (path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path)
