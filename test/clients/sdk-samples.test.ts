import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OperationId, operationScopes } from '../../server/src/auth/operation-scopes.ts'
import { type DemoServer, startDemoServer } from '../support/demo-server.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const methods = ['get', 'put', 'post', 'delete']
/** Each sample is a program; about twenty per method run in sequence. */
const timeout = 240_000

interface Sample {
  operationId: string
  method: string
  source: string
}

let server: DemoServer
/** A server on which nothing has been deleted. */
let fresh: DemoServer
let samples: Sample[]
beforeAll(async () => {
  server = await startDemoServer()
  fresh = await startDemoServer()
  samples = await samplesOf(server.url)
})
afterAll(() => Promise.all([server.close(), fresh.close()]))

describe('the samples for the official SDK', () => {
  it('exist for every operation that the SDK has', () => {
    const named = samples.map(({ operationId }) => operationId)
    expect(named).toEqual(expect.arrayContaining(['update-contact', 'get-user', 'upload-file-customFields']))
    expect(named).not.toContain('download-document')
    expect(named).not.toContain('search-custom-fields')
  })

  // Samples that delete come last, because the others name the same objects.
  it.each(methods)('%s: run unchanged except for the token', { timeout }, async (method) => {
    const chosen = samples.filter((sample) => sample.method === method)
    const output = await run(
      chosen.map(({ operationId, source }) => ({
        operationId,
        source: source.replace('YOUR_SECRET_TOKEN', tokenFor({ operationId })),
      })),
    )
    expect(output).toBe('')
  })

  it.each(['get-contact', 'update-contact', 'remove-contact-from-every-campaign'])(
    'request version v3 in its document: %s',
    async (operationId) => {
      const samples = await samplesOf(fresh.url, '?version=v3')
      const source = samples.find((sample) => sample.operationId === operationId)?.source ?? ''
      expect(source).toContain("apiVersion: 'v3'")
      const output = await run([{ operationId, source: source.replace('YOUR_SECRET_TOKEN', fresh.token) }])
      expect(output).toBe('')
    },
  )
})

/** Some need a company's token. */
const tokenFor = ({ operationId }: Pick<Sample, 'operationId'>) =>
  operationScopes[operationId as OperationId].tokens === 'company' ? server.companyToken : server.token

/**
 * Runs modules in sequence in one process, in a folder from which the SDK is found.
 * @returns the failures: the name and the error of each failed module.
 */
async function run(modules: readonly Pick<Sample, 'operationId' | 'source'>[]): Promise<string> {
  const folder = join(root, 'test-results', `sdk-samples-${process.pid}`)
  mkdirSync(folder, { recursive: true })
  for (const { operationId, source } of modules) writeFileSync(join(folder, `${operationId}.mjs`), source)
  writeFileSync(join(folder, 'names.json'), JSON.stringify(modules.map(({ operationId }) => operationId)))
  writeFileSync(join(folder, 'run.mjs'), runner)
  try {
    const child = spawn(process.execPath, [join(folder, 'run.mjs')], { cwd: root, stdio: 'pipe' })
    child.stdout.resume()
    const [stderr] = await Promise.all([text(child.stderr), once(child, 'exit')])
    return stderr
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const runner = `
import names from './names.json' with { type: 'json' }
for (const name of names)
  await import('./' + name + '.mjs').catch((error) => console.error(name, error))
`

async function samplesOf(url: string, query = ''): Promise<Sample[]> {
  const reply = await fetch(`${url}/openapi.json${query}`)
  const { paths } = (await reply.json()) as {
    paths: Record<
      string,
      Record<
        string,
        { operationId: string; tags: string[]; 'x-codeSamples'?: { label: string; source: string }[] }
      >
    >
  }
  const found = Object.keys(paths).flatMap((path) =>
    Object.entries(paths[path] ?? {}).flatMap(
      ([method, { operationId, tags, 'x-codeSamples': samples = [] }]) =>
        samples
          .filter(({ label }) => label === 'Node.js SDK')
          // The demo's token does not belong to an app.
          .filter(() => !tags.includes('OAuth 2.0'))
          .map(({ source }) => ({ operationId, method, path, source })),
    ),
  )
  return found.sort((a, b) => rankOf(a) - rankOf(b))
}

/** What others need is deleted after them: a contact after its tags and its opportunities, and its location last. */
function rankOf({ operationId, method, path }: Sample & { path: string }): number {
  if (method !== 'delete') return 0
  if (operationId === 'delete-contact') return 1
  if (operationId === 'delete-location') return 2
  // Deeper paths first.
  return 1 / path.length
}
