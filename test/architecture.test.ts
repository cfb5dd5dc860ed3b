import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const source = join(root, 'server/src')

/** Each room imports only from itself and from rooms later in this list. */
const rooms = [
  'main.ts',
  'start.ts',
  'cli',
  'dev',
  'demo',
  'server.ts',
  'operations.ts',
  'console',
  'reference',
  'lifecycle',
  'export',
  'import',
  'webhooks',
  'oauth',
  'api',
  'traffic',
  'auth',
  'http',
  'columnstore',
  'storage',
  'metrics',
  'lib',
]

/** The folders of the repository: each imports only from itself and from folders later in this list. */
const folders = ['scripts', 'bench', 'test', 'server/src', 'tools']

/** The maximum length of a source file. A file is one idea. */
const maxLines = 400

const files = listFiles('server/src')
  .filter((file) => !file.endsWith('.test.ts') && !file.endsWith('-conformance.ts'))
  .map((file) => relative('server/src', file))

const textOf = (file: string) => readFileSync(join(source, file), 'utf8')

/** The files of a folder of the repository, by their relative paths. */
function listFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.includes('node_modules'))
    .map((file) => join(folder, file))
    .sort()
}

/** The TypeScript files of the repository that a file imports, without type-only imports. */
function importsOf(file: string, { withTypes }: { withTypes: boolean }): string[] {
  const statements = readFileSync(join(root, file), 'utf8').matchAll(
    /^(?:import|export) (type )?[^'"]*?from '(\.[^']+)'|import\('(\.[^']+)'\)/gms,
  )
  return (
    [...statements]
      .filter(([, type]) => withTypes || type === undefined)
      .map(([, , from, dynamic]) => join(dirname(file), from ?? dynamic ?? ''))
      // Excludes data, and imports inside strings of client code in tests.
      .filter((path) => path.endsWith('.ts') && existsSync(join(root, path)))
  )
}

const roomOf = (file: string) => file.split('/')[0] ?? file

describe('the rooms of server/src', () => {
  it('are listed in ARCHITECTURE.md', () => {
    expect(drawnIn('main')).toEqual(rooms.map((room) => room.replace('.ts', '')))
  })

  it('are all in the list', () => {
    expect([...new Set(files.map(roomOf))].filter((room) => !rooms.includes(room))).toEqual([])
  })

  it.each(files)('%s imports only from rooms to its right', (file) => {
    const at = rooms.indexOf(roomOf(file))
    const backwards = importsOf(join('server/src', file), { withTypes: true })
      .filter((path) => path.startsWith('server/src/'))
      .filter((path) => rooms.indexOf(roomOf(relative('server/src', path))) < at)
    expect(backwards).toEqual([])
  })
})

describe('the folders of the repository', () => {
  const everyFile = folders.flatMap((folder) => listFiles(folder))
  const folderOf = (file: string) => folders.findIndex((folder) => file.startsWith(`${folder}/`))

  it('are listed in ARCHITECTURE.md', () => {
    expect(drawnIn('scripts')).toEqual(folders)
  })

  it('import only from themselves and from folders to their right', () => {
    // A unit test is next to its unit, and uses test/support.
    const units = everyFile.filter((file) => !(file.startsWith('server/src/') && isForTests(file)))
    const backwards = units.flatMap((file) =>
      importsOf(file, { withTypes: true })
        .filter((path) => folderOf(path) < folderOf(file))
        .map((path) => `${file} imports ${path}`),
    )
    expect(backwards).toEqual([])
  })

  it('have no import cycle', () => {
    expect(findCircle(everyFile)).toBeUndefined()
  })
})

const isForTests = (file: string) => file.endsWith('.test.ts') || file.endsWith('-conformance.ts')

/** The names in the line of ARCHITECTURE.md that begins with one of them. */
function drawnIn(first: string): string[] | undefined {
  const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')
  return text.match(new RegExp(`^\`(${first} → .*)\`$`, 'm'))?.[1]?.split(' → ')
}

/**
 * Writes that change rows which the writes of every location read, that run once in the life of a database, or that are
 * rare and record in the audit log what they change in a location.
 */
const aloneInTheDatabase = [
  'api/locations/add-location.ts',
  'api/locations/set-permissions.ts',
  'api/locations/update-location.ts',
  'api/users/add-user.ts',
  'api/users/update-user.ts',
  'auth/signing-key.ts',
  'auth/stored-secret-key.ts',
  'cli/commands/app-install.ts',
  'cli/commands/app.ts',
  'cli/commands/company.ts',
  'cli/commands/location.ts',
  'cli/commands/user-password.ts',
  'cli/commands/user.ts',
  'cli/commands/webhook.ts',
  'cli/conformance-server.ts',
  'demo/demo-owner.ts',
  'demo/demo-token.ts',
  'demo/fill-demo.ts',
  'dev/dev-seed.ts',
  'dev/seed/fill-seed.ts',
  'dev/stored-database.ts',
  'dev/test-location.ts',
  'lifecycle/delete-location.ts',
  'lifecycle/delete-user.ts',
  'oauth/installed-apps.ts',
  'oauth/pages/install-pages.ts',
  'webhooks/delete-webhook.ts',
  'webhooks/update-webhook.ts',
  'webhooks/webhook-requests.ts',
]

it('every thread and process that the server starts is in the build', () => {
  const build = readFileSync(join(root, 'scripts/build.ts'), 'utf8')
  const started = files.flatMap((file) =>
    [...textOf(file).matchAll(/'\.\/([\w-]+)\.js'/g)].map(([, name]) => name),
  )
  expect(started.length).toBeGreaterThan(2)
  for (const name of started) expect(build).toContain(`/${name}.ts'`)
})

it('`contactd serve` loads nothing of development servers', () => {
  const importers = files.filter((file) =>
    importsOf(join('server/src', file), { withTypes: true }).some((path) =>
      path.startsWith('server/src/dev/'),
    ),
  )
  expect(importers.filter((file) => roomOf(file) !== 'dev')).toEqual([
    'cli/commands/init.ts',
    'cli/serve/open-dev.ts',
    'cli/serve/run-beside-dev.ts',
  ])
})

it('only `contactd mcp` loads the SDK of MCP', () => {
  const importing = (pattern: RegExp) => files.filter((file) => pattern.test(textOf(file)))
  const users = importing(/^import (?!type )[^']*'@modelcontextprotocol\//m)
  expect(users).toEqual(['cli/mcp/serve-mcp.ts'])
  expect(importing(/^import (?!type )[^']*'[./]+(?:mcp\/)?serve-mcp\.ts'/m)).toEqual([])
  expect(importing(/import\('[./]+mcp\/serve-mcp\.ts'\)/)).toEqual(['cli/commands/mcp.ts'])
})

it('no other write blocks those of every location', () => {
  const alone = files.filter(
    (file) => roomOf(file) !== 'storage' && /\.write\([\s\S]*'database'/.test(textOf(file)),
  )
  expect(alone).toEqual(aloneInTheDatabase)
})

it.each(files)('%s is short enough to read', (file) => {
  expect(textOf(file).split('\n').length).toBeLessThanOrEqual(maxLines)
})

const doorsOfChance = ['lib/clock.ts', 'lib/ids.ts']
it.each(others(doorsOfChance))('%s gets the time and random values from clock and ids', (file) => {
  expect(textOf(file)).not.toMatch(/Date\.now\(|new Date\(\)|Math\.random\(|randomUUID\(|performance\.now\(/)
})

it.each(others(['http/request-origin.ts']))(
  '%s reads the origin of a request through request-origin only',
  (file) => {
    expect(textOf(file)).not.toMatch(
      /\brequest\.(ip|ips|host|protocol)\b|headers\W+x-forwarded|remoteAddress/i,
    )
  },
)

const tableOfErrors = [
  'http/api-error.ts',
  'http/errors.ts',
  'http/opportunity-errors.ts',
  'http/oauth-errors.ts',
]
it.each(others(tableOfErrors))('%s creates errors of the API only from the table', (file) => {
  expect(textOf(file)).not.toMatch(/\bnew ApiError\(/)
})

const holdsSql = (file: string) => file.endsWith('-store.ts') || file.startsWith('storage/')
it.each(others(['http/health.ts']).filter((file) => !holdsSql(file)))(
  '%s contains no SQL, because it is neither a store nor part of the storage',
  (file) => {
    expect(textOf(file)).not.toMatch(/\bstatement(<|\()/)
  },
)

/** All files except the given ones. */
function others(these: readonly string[]): string[] {
  return files.filter((file) => !these.includes(file))
}

/** The first import cycle found, without type-only imports, which do not exist at run time. */
function findCircle(inFiles: readonly string[]): string[] | undefined {
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
  for (const file of inFiles) {
    const circle = visit(file, [])
    if (circle) return circle
  }
  return undefined
}
