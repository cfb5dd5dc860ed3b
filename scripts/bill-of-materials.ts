/**
 * `npm run sbom`: prints the software bill of materials of contactd's package as CycloneDX. It lists the packages that
 * are installed with it, and those whose code is in its bundle. Run it after a build.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

interface Bill {
  metadata: object
  components: { 'bom-ref': string }[]
  dependencies: { ref: string; dependsOn: string[] }[]
}

const root = fileURLToPath(new URL('..', import.meta.url))
const { name, version, dependencies } = JSON.parse(readText('server/package.json'))
const own = `${name}@${version}`

const server = billOf('-w', 'server')
const components = new Map(
  [server, billOf('-w', 'console'), billOf('--workspaces=false')]
    .flatMap((bill) => bill.components)
    .map((component) => [component['bom-ref'], component]),
)
// `npm sbom --omit dev` also leaves out what is a development dependency elsewhere in the workspace: pg.
const graph = new Map(server.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]))
graph.set(
  own,
  Object.entries(dependencies).map((entry) => entry.join('@')),
)
const installed = reachable(own)
const listed = [...new Set([...installed, ...bundled()])].filter((ref) => ref !== own)
const missing = listed.filter((ref) => !components.has(ref))
if (missing.length > 0) throw new Error(`npm sbom does not list ${missing.join(', ')}.`)

const bill = {
  ...server,
  metadata: {
    ...server.metadata,
    component: { ...components.get(own), name, type: 'application' },
  },
  components: listed.sort().map((ref) => components.get(ref)),
  // The bundle's packages have no edges.
  dependencies: installed.map((ref) => ({ ref, dependsOn: graph.get(ref) ?? [] })),
}
process.stdout.write(`${JSON.stringify(bill, null, 2)}\n`)

/** A package and what it depends on, directly or not. */
function reachable(from: string): string[] {
  const refs = new Set([from])
  // A set yields what is added during its iteration.
  for (const ref of refs) for (const next of graph.get(ref) ?? []) refs.add(next)
  return [...refs]
}

/** The packages in the bundle, by the file of their licences. */
function bundled(): string[] {
  const licences = readText('server/dist/THIRD-PARTY-LICENSES.txt')
  return [...licences.matchAll(/^(\S+) (\S+)\nLicence: /gm)].map(([, ...parts]) => parts.join('@'))
}

/** What `npm sbom` says about the lock file. */
function billOf(...args: string[]): Bill {
  const options = ['--sbom-format', 'cyclonedx', '--package-lock-only']
  return JSON.parse(execFileSync('npm', ['sbom', ...options, ...args], { cwd: root, encoding: 'utf8' }))
}

function readText(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}
