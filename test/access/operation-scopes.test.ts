import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { type OperationId, operationScopes } from '../../server/src/auth/operation-scopes.ts'
import { openApiOf } from '../../server/src/http/openapi.ts'
import { useTestServer } from '../support/use-test-server.ts'

interface SpecifiedOperation {
  operationId?: string
  security?: Record<string, string[]>[]
}
type Paths = Record<string, Record<string, SpecifiedOperation>>

/** HighLevel's own files, if available: they are not part of this project. */
const folder =
  process.env.CONTACTD_SPEC_DIR ?? fileURLToPath(new URL('../../../shared/spec', import.meta.url))
const files = [
  'businesses',
  'campaigns',
  'companies',
  'contacts',
  'custom-fields',
  'locations',
  'opportunities',
  'users',
  'workflows',
  'oauth',
  'contacts-v3',
  'locations-v3',
  'opportunities-v3',
  'oauth-v3',
]
  .map((name) => join(folder, `${name}.json`))
  .filter((file) => existsSync(file))

/** Names that two files use for different operations, with the names that the second file's operations have here. */
const otherNames: Record<string, OperationId> = {
  'custom-fields.json create-custom-field': 'create-custom-field-of-object',
  'custom-fields.json update-custom-field': 'update-custom-field-of-object',
  'custom-fields.json delete-custom-field': 'delete-custom-field-of-object',
}

/** The specified operations that the table has. */
const specified = files.flatMap((file) => {
  const { paths } = JSON.parse(readFileSync(file, 'utf8')) as { paths: Paths }
  return Object.values(paths)
    .flatMap((operations) => Object.values(operations))
    .flatMap(({ operationId = '', security = [] }) => {
      const id = otherNames[`${basename(file)} ${operationId}`] ?? operationId
      return id in operationScopes ? [{ id: id as OperationId, file: basename(file), security }] : []
    })
})

/** The kinds of tokens that the specification accepts, by its security schemes. */
function tokensOf(security: Record<string, string[]>[]): string {
  const schemes = security.flatMap((alternative) => Object.keys(alternative))
  if (schemes.length === 0) return 'any'
  if (schemes.includes('Agency-Access-Only')) return 'app-of-company'
  if (schemes.every((scheme) => scheme === 'Agency-Access')) return 'company'
  return schemes.every((scheme) => scheme.startsWith('Location-Access')) ? 'location' : 'any'
}

describe('the table of scopes', () => {
  const server = useTestServer()
  beforeAll(async () => {
    await server.app.ready()
  })

  it('has all operations, and no others (BR-140)', async () => {
    const documents = await Promise.all([openApiOf(server.app, 'dated'), openApiOf(server.app, 'v3')])
    const served = (documents as { paths: Paths }[]).flatMap(({ paths }) =>
      Object.values(paths).flatMap((operations) => Object.values(operations)),
    )
    expect(Object.fromEntries(served.map(({ operationId, security }) => [operationId, security]))).toEqual(
      Object.fromEntries(
        Object.entries(operationScopes).map(([id, { scopes }]) => [id, [{ bearer: scopes }]]),
      ),
    )
  })

  it.each(specified)('matches the specification for $id in $file (BR-140)', ({ id, security }) => {
    const { scopes, tokens = 'any' } = operationScopes[id]
    expect(tokens).toBe(tokensOf(security))
    const ofFile = security.flatMap((alternative) => Object.values(alternative).flat())
    // A misspelling of the file of locations under v3.
    const named: ReadonlySet<string> = new Set(
      ofFile.map((scope) => (scope === 'locations/write' ? 'locations.write' : scope)),
    )
    if (named.size > 0) expect(new Set(scopes)).toEqual(named)
  })

  const hasFiles = files.length > 0
  it.runIf(hasFiles)('is compared with every operation of HighLevel’s files, if they are available', () => {
    const held = new Set(specified.map(({ id }) => id))
    const own: OperationId[] = [
      'download-document',
      'delete-document',
      // HighLevel serves it, but its files don't describe it.
      'search-custom-fields',
      ...(['create-campaign', 'list-campaigns', 'create-workflow', 'list-workflows'] as const),
      ...(['create-appointment', 'list-appointments'] as const),
      ...(['list-webhooks', 'create-webhook', 'get-webhook', 'update-webhook', 'delete-webhook'] as const),
      ...(['list-webhook-deliveries', 'redeliver-webhook-events'] as const),
      ...(['get-contact-addresses', 'update-contact-addresses'] as const),
      ...(['merge-contacts', 'list-duplicate-contacts'] as const),
      ...(['list-private-tokens', 'create-private-token', 'revoke-private-token'] as const),
      ...(['list-installed-apps', 'uninstall-app'] as const),
    ]
    const expected = Object.keys(operationScopes).filter((id) => !own.includes(id as OperationId))
    expect([...held].sort()).toEqual(expected.sort())
  })
})
