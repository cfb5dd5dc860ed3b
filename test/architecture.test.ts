import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const source = fileURLToPath(new URL('../server/src', import.meta.url))

/** Each room imports only from itself and from what stands behind it in this list. */
const rooms = [
  'main.ts',
  'start.ts',
  'cli',
  'conformance',
  'demo',
  'server.ts',
  'reference',
  'contacts',
  'oauth',
  'locations',
  'auth',
  'http',
  'storage',
  'lib',
]

/** The longest source file. A file is one idea. */
const maxLines = 400

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.endsWith('-conformance.ts'))
  .sort()

const textOf = (file: string) => readFileSync(join(source, file), 'utf8')

/** The files of `server/src` that a file imports, without those of which it takes types alone. */
function importsOf(file: string, { withTypes }: { withTypes: boolean }): string[] {
  const statements = textOf(file).matchAll(
    /^(?:import|export) (type )?[^'"]*?from '(\.[^']+)'|import\('(\.[^']+)'\)/gms,
  )
  return [...statements]
    .filter(([, type]) => withTypes || type === undefined)
    .map(([, , from, dynamic]) => relative(source, resolve(source, dirname(file), from ?? dynamic ?? '')))
    .filter((path) => !path.startsWith('..'))
}

const roomOf = (file: string) => file.split('/')[0] ?? file

describe('the rooms of server/src', () => {
  it('are all in the list', () => {
    expect([...new Set(files.map(roomOf))].filter((room) => !rooms.includes(room))).toEqual([])
  })

  it.each(files)('%s imports only what stands to its right', (file) => {
    const at = rooms.indexOf(roomOf(file))
    const backwards = importsOf(file, { withTypes: true }).filter((path) => rooms.indexOf(roomOf(path)) < at)
    expect(backwards).toEqual([])
  })

  it('has no circle', () => {
    expect(findCircle()).toBeUndefined()
  })
})

describe.each(files)('%s', (file) => {
  it('is short enough to read', () => {
    expect(textOf(file).split('\n').length).toBeLessThanOrEqual(maxLines)
  })

  it('asks for the time and for randomness through their doors', () => {
    if (file === 'lib/clock.ts' || file === 'lib/ids.ts') return
    expect(textOf(file)).not.toMatch(
      /Date\.now\(|new Date\(\)|Math\.random\(|randomUUID\(|performance\.now\(/,
    )
  })

  it('holds SQL only if it is a store, or a part of the storage', () => {
    if (file.endsWith('-store.ts') || file.startsWith('storage/') || file === 'http/health.ts') return
    expect(textOf(file)).not.toMatch(/\bstatement(<|\()/)
  })
})

/** The first circle of imports that is met, types aside: those are gone when the program runs. */
function findCircle(): string[] | undefined {
  const done = new Set<string>()
  const visit = (file: string, path: string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (done.has(file)) return undefined
    for (const next of importsOf(file, { withTypes: false })) {
      const circle = visit(next, [...path, file])
      if (circle) return circle
    }
    done.add(file)
    return undefined
  }
  for (const file of files) {
    const circle = visit(file, [])
    if (circle) return circle
  }
  return undefined
}
