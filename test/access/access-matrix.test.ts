import { afterAll, describe, expect, it } from 'vitest'
import { appIdOf } from '../../server/src/auth/access-token.ts'
import { chunksOf } from '../../server/src/lib/chunks-of.ts'
import { resumeBackgroundWork } from '../../server/src/lifecycle/resume-background-work.ts'
import { testEngine } from '../support/engines.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { type Caller, everyCaller, signedIn, withoutScopes } from './callers.ts'
import { reaches, refusalOf } from './expectations.ts'
import { documentedOperations, type Operation, sampleRequest } from './operations.ts'
import { mark, type Planted, plant } from './planted.ts'
import { everyTable } from './tables.ts'

const server = await startTestServer({ company: mark, location: { name: mark, allowDuplicateContact: true } })
afterAll(() => server.close())

/** Makes names unique. */
let serial = 0
const { app, callers } = await everyCaller(server)
const people = await signedIn(server)
const operations = await documentedOperations(server)
const matrixOf = async (operation: Operation) => ({
  operation,
  operationId: operation.operationId,
  planted: await plantFor(server, operation),
  callers: [
    ...callers,
    ...(operation.tokens === 'owner' ? people : []),
    ...(await withoutScopes(server, app, operation.scopes)),
  ],
})
const matrix: Awaited<ReturnType<typeof matrixOf>>[] = []
// All at once, writes would wait longer for a slow database than contactd lets them.
for (const some of chunksOf(operations, 8)) matrix.push(...(await Promise.all(some.map(matrixOf))))
const rows = matrix.flatMap(({ operation, planted, callers }) =>
  callers.map((caller) => ({ operation, planted, caller, refusal: refusalOf(operation, caller, planted) })),
)

async function plantFor(server: TestServer, { path }: Operation): Promise<Planted & { appId: string }> {
  serial++
  const own = {
    fields: /custom/i.test(path),
    webhook: path.endsWith('/{webhookId}'),
    twin: /\/merge$/.test(path),
    token: path.endsWith('/tokens') || path.endsWith('/{tokenId}'),
    app: path.startsWith('/_contactd/apps'),
  }
  return { ...(await plant(server, serial, own)), appId: appIdOf(app.clientId) }
}

/** A location that no test needs afterwards. */
const otherLocation = () => server.fixtures.location(server.companyId)

function send(operation: Operation, caller: Caller, planted: Planted & { appId: string }) {
  serial++
  const { url, body, headers } = sampleRequest(operation, planted, serial)
  return server.call<Record<string, unknown>>(operation.method, url, body, { ...headers, ...caller.headers })
}

describe('the matrix of callers and operations', () => {
  it('has accepted and refused callers for every operation', () => {
    expect(operations.length).toBeGreaterThanOrEqual(23)
    for (const { operationId } of operations) {
      const asked = rows.filter(({ operation }) => operation.operationId === operationId)
      expect(asked.filter(({ refusal }) => refusal === undefined).length).toBeGreaterThan(0)
      expect(asked.filter(({ refusal }) => refusal !== undefined).length).toBeGreaterThan(10)
    }
  })
})

/**
 * The rules never look up a caller in the storage. So PostgreSQL is only tested with one accepted and two refused
 * callers.
 */
const onEachEngine = [
  'a private token of the location',
  'a private token of another location',
  'a private token of a location of another company',
  "an owner's session in the location",
]
/** Reads whose responses contain no text of the fixtures. */
const withoutTexts: readonly string[] = [
  'get-timezones',
  'get-location-permissions',
  'get-conversation-channel',
  'list-webhook-deliveries',
  'list-duplicate-contacts',
]

const isAsked = ({ name }: Caller) => testEngine === 'sqlite' || onEachEngine.includes(name)

describe.each(matrix)('$operationId of $operation.path (BR-141)', ({ operation, planted, callers }) => {
  const asked = callers.filter(isAsked).map((caller) => ({
    caller,
    name: caller.name,
    refusal: refusalOf(operation, caller, planted),
  }))
  const refused = asked.flatMap(({ name, caller, refusal }) => (refusal ? [{ name, caller, refusal }] : []))
  const admitted = asked.filter(({ refusal }) => refusal === undefined)

  it.each(refused)('refuses $name with $refusal.status, and reveals and changes nothing', async (row) => {
    const before = await everyTable(server.storage)
    const { status, body, text, headers } = await send(operation, row.caller, planted)
    expect({ status, body }).toEqual(row.refusal)
    expect(text + JSON.stringify(headers)).not.toContain(mark)
    expect(await everyTable(server.storage)).toEqual(before)
  })

  it.each(admitted)('accepts $name', async ({ caller }) => {
    // Each has its own fixtures, because some operations delete.
    const own = await plantFor(server, operation)
    if (operation.operationId === 'delete-location') own.locationId = await otherLocation()
    const { status, text } = await send(operation, caller, own)
    expect({ status, text }).toMatchObject({ status: operation.success })
    // The fixtures contain a mark that the response may reveal.
    const tells = operation.method === 'GET' && !withoutTexts.includes(operation.operationId)
    if (tells) expect(text.includes(mark)).toBe(reaches(caller, own))
    // Deletions that continue after the response must not run while tables are compared.
    await resumeBackgroundWork(server, new AbortController().signal)
  })
})

describe('a contact of another company', () => {
  const strangers = callers.filter(({ refusal, companyId }) => !refusal && companyId !== server.companyId)
  const contactOperations = matrix.filter(({ operation }) => operation.names.has('contactId'))

  it.each(contactOperations)('looks unknown to $operationId (BR-142)', async (row) => {
    expect(strangers.length).toBe(4)
    for (const stranger of strangers) {
      const nobody = { ...row.planted, contactId: 'a'.repeat(20) }
      const there = await send(row.operation, stranger, row.planted)
      const none = await send(row.operation, stranger, nobody)
      const withoutId = (text: string, { contactId }: Planted) => text.replaceAll(contactId, 'ID')
      expect(withoutId(there.text, row.planted)).toBe(withoutId(none.text, nobody))
      const shown = ({ status, headers }: typeof there) => ({
        status,
        headers: Object.entries(headers).filter(([name]) => !/^(x-ratelimit-.*|date)$/.test(name)),
        limits: Object.keys(headers).length,
      })
      expect(shown(there)).toEqual(shown(none))
    }
  })
})
