import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OperationId, operationScopes } from '../../server/src/auth/operation-scopes.ts'
import { type DemoServer, startDemoServer } from '../support/demo-server.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const methods = ['get', 'put', 'post', 'delete']

interface Sample {
  operationId: string
  method: string
  source: string
}

let server: DemoServer
/** In which nothing has been deleted. */
let fresh: DemoServer
let samples: Sample[]
beforeAll(async () => {
  server = await startDemoServer()
  fresh = await startDemoServer()
  samples = await samplesOf(server.url)
})
afterAll(() => Promise.all([server.close(), fresh.close()]))

describe('the samples for the official SDK', () => {
  it('are there for every operation that the SDK has', () => {
    const named = samples.map(({ operationId }) => operationId)
    expect(named).toEqual(expect.arrayContaining(['update-contact', 'get-user', 'upload-file-customFields']))
    expect(named).not.toContain('download-document')
  })

  // Those that delete come last, since the others name the same things.
  it.each(methods)('%s: run as they are once the token stands in them', async (method) => {
    for (const sample of samples.filter((sample) => sample.method === method)) {
      const { code, output } = await run(sample.source.replace('YOUR_SECRET_TOKEN', tokenFor(sample)))
      expect({ operationId: sample.operationId, code, output }).toMatchObject({ code: 0 })
    }
  })

  it.each(['get-contact', 'update-contact', 'remove-contact-from-every-campaign'])(
    'ask for version v3 in its document: %s',
    async (operationId) => {
      const samples = await samplesOf(fresh.url, '?version=v3')
      const source = samples.find((sample) => sample.operationId === operationId)?.source ?? ''
      expect(source).toContain("apiVersion: 'v3'")
      const { code, output } = await run(source.replace('YOUR_SECRET_TOKEN', fresh.token))
      expect({ code, output }).toMatchObject({ code: 0 })
    },
  )
})

/** Some want a company's token. */
const tokenFor = ({ operationId }: Sample) =>
  operationScopes[operationId as OperationId].tokens === 'company' ? server.companyToken : server.token

/** Runs a module from the root of the workspace, where the SDK is installed. */
async function run(source: string): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, ['--input-type=module'], { cwd: root })
  child.stdin.end(source)
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ])
  return { code, output: stdout + stderr }
}

async function samplesOf(url: string, query = ''): Promise<Sample[]> {
  const reply = await fetch(`${url}/openapi.json${query}`)
  const { paths } = (await reply.json()) as {
    paths: Record<
      string,
      Record<string, { operationId: string; 'x-codeSamples'?: { label: string; source: string }[] }>
    >
  }
  // What lies deeper comes first: a contact's tags are removed before the contact is.
  const deepestFirst = Object.keys(paths).sort((a, b) => b.length - a.length)
  const found = deepestFirst.flatMap((path) =>
    Object.entries(paths[path] ?? {}).flatMap(([method, { operationId, 'x-codeSamples': samples = [] }]) =>
      samples.map(({ source }) => ({ operationId, method, source })),
    ),
  )
  // All the others name something of the location.
  const isLast = ({ operationId }: Sample) => Number(operationId === 'delete-location')
  return found.sort((a, b) => isLast(a) - isLast(b))
}
