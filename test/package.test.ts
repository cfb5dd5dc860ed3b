import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, it } from 'vitest'
import { HttpClient } from './support/http-client.ts'
import { adopt, startProgram, temporaryFolder } from './support/program.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const timeout = 120_000

/** An empty folder in which the package was installed from its file. */
let folder: string
let packages: string
beforeAll(() => {
  folder = temporaryFolder()
  packages = join(folder, 'node_modules')
  const run = (cwd: string, ...args: string[]) => execFileSync('npm', args, { cwd, encoding: 'utf8' })
  const pack = () => {
    const packed = run(root, 'pack', '-w', 'server', '--json', '--pack-destination', folder)
    const [{ filename }] = Object.values<{ filename: string }>(JSON.parse(packed)) as [{ filename: string }]
    return join(folder, filename)
  }
  // A release names the file that it publishes.
  const file = process.env.CONTACTD_TEST_PACKAGE ?? pack()
  writeFileSync(join(folder, 'package.json'), '{}')
  run(folder, 'install', '--no-audit', '--no-fund', '--prefer-offline', file)
}, timeout)

it('takes less than 60 MB and 60 packages', () => {
  const files = readdirSync(packages, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  const bytes = files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0)
  const manifests = files.filter(
    ({ name, parentPath }) => name === 'package.json' && /node_modules\/(@[^/]+\/)?[^/]+$/.test(parentPath),
  )
  expect(bytes).toBeLessThan(60_000_000)
  expect(manifests.length).toBeLessThan(60)
  expect(manifests.length).toBeGreaterThan(3)
})

it('has the licences of the packages in its bundle', () => {
  const licences = readFileSync(join(packages, 'contactd/dist/THIRD-PARTY-LICENSES.txt'), 'utf8')
  const bundled = [
    'fastify',
    'ajv',
    'commander',
    '@modelcontextprotocol/sdk',
    '@scalar/fastify-api-reference',
  ]
  for (const name of bundled) expect(licences).toMatch(new RegExp(`^${name} \\d`, 'm'))
  for (const name of ['fastify', 'postman-code-generators', '@modelcontextprotocol'])
    expect(existsSync(join(packages, name))).toBe(false)
})

it('serves the API and its reference with the demo', { timeout }, async () => {
  const program = await startProgram({ folder, demo: true, launcher: join(packages, '.bin/contactd') })
  const client = new HttpClient(program)
  const contact = '/contacts/ocQHyuzHvysMo5N5VsXc'
  expect(await client.call('PUT', contact, { city: 'Aden' })).toMatchObject({ status: 200 })
  client.close()
  const page = await (await fetch(`${program.url}/docs`)).text()
  const script = await fetch(new URL(/<script src="([^"]+)"/.exec(page)?.[1] ?? '', program.url))
  expect(script.status).toBe(200)
  expect(await script.text()).toContain('createApiReference')
  expect(await (await fetch(`${program.url}/openapi.json`)).text()).toContain('public class Main')
  expect(await program.stop()).toMatchObject({ code: 0 })
})

it('BR-600 exports startContactd with its types', { timeout }, async () => {
  const source = `import { type Contactd, type Seed, startContactd } from 'contactd'
const contactd: Contactd = await startContactd({ seed: 'demo' })
const headers = { authorization: \`Bearer \${contactd.token}\`, version: '2021-07-28' }
const response = await fetch(\`\${contactd.url}/contacts/\${contactd.contactId}\`, { headers })
const { contact } = (await response.json()) as { contact: { id: string; locationId: string } }
if (contact.id !== contactd.contactId || contact.locationId !== contactd.locationId) throw new Error('another contact')
await contactd.close()
const seed: Seed = { locations: [{ name: 'A', tags: ['vip'], contacts: [{ id: 'ada', firstName: 'Ada' }] }] }
const other = await startContactd({ seed })
if (other.contactId !== 'ada') throw new Error('another seed')
await other.close()
console.log('green')
`
  writeFileSync(join(folder, 'own.mts'), source)
  const options = { strict: true, module: 'nodenext', target: 'es2024', noEmit: true, types: ['node'] }
  const compilerOptions = { ...options, typeRoots: [join(root, 'node_modules/@types')] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['own.mts'] }))
  const run = (...args: string[]) => execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
  expect(run(join(root, 'node_modules/typescript/bin/tsc'), '-p', folder)).toBe('')
  expect(run('own.mts')).toBe('green\n')
})

it('runs contactd dev', { timeout }, async () => {
  const child = spawn(join(packages, '.bin/contactd'), ['dev', '--port', '0', '--json'], {
    cwd: folder,
    env: { ...process.env, XDG_STATE_HOME: folder },
  })
  adopt(child)
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data')
  const { url, token, contactId } = JSON.parse(line)
  const headers = { authorization: `Bearer ${token}`, version: '2021-07-28' }
  expect((await fetch(`${url}/contacts/${contactId}`, { headers })).status).toBe(200)
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
})

it('BR-611 runs a command with contactd run', { timeout }, () => {
  const source =
    "fetch('https://services.leadconnectorhq.com/healthz').then(({ status }) => console.log(status))"
  const options = { cwd: folder, encoding: 'utf8', env: { ...process.env, XDG_STATE_HOME: folder } } as const
  const command = ['run', '--', process.execPath, '-e', source]
  expect(execFileSync(join(packages, '.bin/contactd'), command, options)).toBe('200\n')
})

it('BR-620 offers its tools with contactd mcp', { timeout }, () => {
  const messages = [
    {
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'a', version: '1' } },
    },
    { method: 'notifications/initialized' },
    { id: 2, method: 'tools/list' },
  ]
  const input = messages.map((message) => `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`).join('')
  const options = { cwd: folder, encoding: 'utf8', env: { ...process.env, CONTACTD_TOKEN: 'pit-a' } } as const
  const output = execFileSync(join(packages, '.bin/contactd'), ['mcp'], { ...options, input })
  const [, list] = output.trim().split('\n')
  const { result } = JSON.parse(list ?? '') as { result: { tools: { name: string }[] } }
  expect(result.tools.map(({ name }) => name)).toContain('get-contact')
})
