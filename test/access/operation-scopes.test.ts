import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OperationId, operationScopes } from '../../server/src/auth/operation-scopes.ts'
import { openApiOf } from '../../server/src/http/openapi.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

interface SpecifiedOperation {
  operationId?: string
  security?: Record<string, string[]>[]
}
type Paths = Record<string, Record<string, SpecifiedOperation>>

/** HighLevel's own files, where they stand: they are no part of this project. */
const folder =
  process.env.CONTACTD_SPEC_DIR ?? fileURLToPath(new URL('../../../shared/spec', import.meta.url))
const files = [
  'businesses',
  'contacts',
  'custom-fields',
  'locations',
  'users',
  'oauth',
  'contacts-v3',
  'oauth-v3',
]
  .map((name) => join(folder, `${name}.json`))
  .filter((file) => existsSync(file))

/** The specified operations that are in the table. */
const specified = files.flatMap((file) => {
  const { paths } = JSON.parse(readFileSync(file, 'utf8')) as { paths: Paths }
  return Object.values(paths)
    .flatMap((operations) => Object.values(operations))
    .flatMap(({ operationId = '', security = [] }) => {
      const isHeld = operationId in operationScopes
      return isHeld ? [{ id: operationId as OperationId, file: basename(file), security }] : []
    })
})

/** Whom the specification lets in by its names of security schemes. */
function tokensOf(security: Record<string, string[]>[]): string {
  const schemes = security.flatMap((alternative) => Object.keys(alternative))
  if (schemes.length === 0) return 'any'
  if (schemes.includes('Agency-Access-Only')) return 'app-of-company'
  if (schemes.every((scheme) => scheme === 'Agency-Access')) return 'company'
  return schemes.every((scheme) => scheme.startsWith('Location-Access')) ? 'location' : 'any'
}

describe('the table of scopes', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer()
    await server.app.ready()
  })
  afterAll(() => server.close())

  it('has the operations that are served, and no others (BR-140)', () => {
    const served = (['dated', 'v3'] as const).flatMap((kind) => {
      const { paths } = openApiOf(server.app, kind) as { paths: Paths }
      return Object.values(paths).flatMap((operations) => Object.values(operations))
    })
    expect(Object.fromEntries(served.map(({ operationId, security }) => [operationId, security]))).toEqual(
      Object.fromEntries(
        Object.entries(operationScopes).map(([id, { scopes }]) => [id, [{ bearer: scopes }]]),
      ),
    )
  })

  it.each(specified)('is the specification’s for $id in $file (BR-140)', ({ id, security }) => {
    const { scopes, tokens = 'any' } = operationScopes[id]
    expect(tokens).toBe(tokensOf(security))
    const named = new Set(security.flatMap((alternative) => Object.values(alternative).flat()))
    if (named.size > 0) expect(new Set(scopes)).toEqual(named)
  })

  it('is held against every operation of HighLevel’s, where the files of its specification stand', () => {
    const held = new Set(specified.map(({ id }) => id))
    const own: OperationId[] = [
      'download-document',
      ...(['create-campaign', 'list-campaigns', 'create-workflow', 'list-workflows'] as const),
      ...(['create-appointment', 'list-appointments'] as const),
    ]
    const expected = Object.keys(operationScopes).filter((id) => !own.includes(id as OperationId))
    if (files.length > 0) expect([...held].sort()).toEqual(expected.sort())
    else expect([...held]).toEqual([])
  })
})
