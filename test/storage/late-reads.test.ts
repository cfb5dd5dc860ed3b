import { afterAll, expect, it } from 'vitest'
import { accessSetOf } from '../../server/src/storage/access-set.ts'
import type { SqlParams, Statement } from '../../server/src/storage/statement.ts'
import type { WriteTx } from '../../server/src/storage/storage.ts'
import { documentedOperations, type Operation, sampleRequest } from '../access/operations.ts'
import { mark, type Planted, plant } from '../access/planted.ts'
import { startTestServer } from '../support/server.ts'

/**
 * On PostgreSQL, a write in a location that reads after its first change, or needs the number of changed rows, cannot
 * share a group (server/src/storage/postgres/writes/README.md). These may, because they are rare.
 */
const allowed: Record<string, string[]> = {
  // A person merges contacts, one pair at a time. It is a deletion and an update.
  'merge-contacts': ['find-taken-events', 'count-pipelines'],
  // The fields of a location change when it is set up.
  'create-custom-field': ['measure-custom-fields'],
  'update-custom-field': ['measure-custom-fields'],
  'create-custom-field-of-object': ['measure-custom-fields'],
  'update-custom-field-of-object': ['measure-custom-fields'],
  // Templates are only deleted one by one, by a person.
  'DELETE-an-email-sms-template': ['mark-template-deleted'],
  // A person manages webhooks; the deliveries of a deleted one go in writes of their own.
  'delete-webhook': ['delete-some-webhook-deliveries'],
  'redeliver-webhook-events': ['resume-webhook'],
}

const server = await startTestServer({ location: { allowDuplicateContact: true } })
afterAll(() => server.close())

/** Of the latest operation: the statements in a location that read late or return the number of changed rows. */
const late = new Set<string>()
/** How many statements of the latest operation changed anything. */
let changes = 0

const { storage } = server
const write = storage.write.bind(storage)
storage.write = (fn, scope) => write((tx) => fn(noting(tx, typeof scope === 'object')), scope)

function noting(tx: WriteTx, isInLocation: boolean): WriteTx {
  let hasChanged = false
  const noted = <P extends SqlParams, R>(statement: Statement<P, R>, returnsCount = false) => {
    const isChange = !accessSetOf(statement.sql).isRead
    if (isInLocation && (returnsCount || (hasChanged && !isChange))) late.add(statement.name)
    hasChanged ||= isChange
    if (isChange) changes += 1
    return statement
  }
  return {
    get: (statement, params) => tx.get(noted(statement), params),
    all: (statement, params) => tx.all(noted(statement), params),
    run: (statement, params) => tx.run(noted(statement), params),
    change: (statement, params) => tx.change(noted(statement, true), params),
  }
}

/** Bodies for operations whose documented example would change nothing of the fixtures. */
const bodies = ({ userId, contactId, locationId }: Planted): Record<string, object> => ({
  'add-tags': { tags: ['added'] },
  'remove-tags': { tags: ['added'] },
  'create-association': { locationId, contacts: [contactId], tags: ['added to many'] },
  'add-followers-contact': { followers: [server.userId] },
  'remove-followers-contact': { followers: [userId] },
  'add-followers-opportunity': { followers: [userId] },
  'remove-followers-opportunity': { followers: [userId] },
  'add-remove-contact-from-business': { locationId, ids: [contactId], businessId: null },
  'update-note': { body: `${mark}, a longer text than before` },
  'update-opportunity': { name: 'Other', monetaryValue: 5 },
  'update-opportunity-status': { status: 'lost' },
})

/** Those that take other fixtures with them have their own. */
const takesMore = ({ operationId }: Operation) => ['delete-contact', 'merge-contacts'].includes(operationId)
/** Deletions come last, and those of parts before that of the whole, since the others need what they delete. */
const rank = ({ method, path }: Operation) => (method === 'DELETE' ? 10 - path.split('/').length : 0)
/** It goes on after its response, in writes of its own. */
const goesOn = ({ operationId }: Operation) => operationId === 'delete-document'

it('no frequent write in a location reads after its first change', async () => {
  const operations = (await documentedOperations(server))
    .filter(({ tokens }) => tokens === 'any' || tokens === 'location')
    .filter(({ method, path }) => method !== 'GET' && !path.includes('search'))
    .filter((operation) => !goesOn(operation))
    .sort((one, other) => rank(one) - rank(other))
  await server.call('POST', '/_contactd/webhooks', { url: 'https://example.com/all' })
  const shared = await plant(server, 1)
  const found: Record<string, string[]> = {}
  const unchanged: string[] = []
  const refused: string[] = []
  let serial = 1
  for (const operation of operations) {
    serial += 1
    const planted = { ...(takesMore(operation) ? await plant(server, serial) : shared), appId: '' }
    const { operationId, method, success } = operation
    const { url, body, headers } = sampleRequest(operation, planted, serial)
    late.clear()
    changes = 0
    const reply = await server.call(method, url, bodies(planted)[operationId] ?? body, headers)
    if (reply.status !== success) refused.push(`${operationId}: ${reply.text}`)
    if (late.size > 0) found[operationId] = [...late]
    if (changes === 0) unchanged.push(operationId)
  }
  expect({ late: found, unchanged, refused }).toEqual({ late: allowed, unchanged: [], refused: [] })
})
