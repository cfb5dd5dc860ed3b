import { beforeAll, describe, expect, it } from 'vitest'
import { documentedOperations, type Operation } from '../../../test/access/operations.ts'
import { bearer } from '../../../test/support/server.ts'
import { type SessionTokens, sessionTokens } from '../../../test/support/session-tokens.ts'
import { useTestServer } from '../../../test/support/use-test-server.ts'

const server = useTestServer()

/** Everything that a user who is not an owner may do. All other operations are the owner's. */
const ofUsers = new Set([
  ...['get-contact', 'create-contact', 'update-contact', 'delete-contact', 'upsert-contact'],
  ...['get-duplicate-contact', 'create-association', 'add-remove-contact-from-business'],
  ...['get-contacts-by-businessId', 'add-tags', 'remove-tags', 'search-contacts-advanced', 'get-contacts'],
  ...['get-all-notes', 'create-note', 'get-note', 'update-note', 'delete-note'],
  ...['get-all-tasks', 'create-task', 'get-task', 'update-task', 'update-task-completed', 'delete-task'],
  ...['add-followers-contact', 'remove-followers-contact', 'get-appointments-for-contact'],
  ...['add-contact-to-campaign', 'remove-contact-from-campaign', 'remove-contact-from-every-campaign'],
  ...['add-contact-to-workflow', 'delete-contact-from-workflow', 'get-campaigns', 'get-workflow'],
  ...['get-contact-addresses', 'update-contact-addresses', 'list-campaigns', 'list-workflows'],
  'list-duplicate-contacts',
  ...['create-appointment', 'list-appointments', 'upload-file-customFields', 'download-document'],
  ...['delete-document', 'task-search', 'create-recurring-task', 'get-recurring-task-by-id'],
  ...['update-recurring-task', 'delete-recurring-task', 'create-opportunity', 'get-opportunity'],
  ...['update-opportunity', 'update-opportunity-status', 'delete-opportunity', 'Upsert-opportunity'],
  ...['add-followers-opportunity', 'remove-followers-opportunity', 'get-pipelines', 'get-lost-reason'],
  ...['search-opportunity', 'search-opportunities-advanced', 'get-location', 'search-locations'],
  ...[
    'get-timezones',
    'get-conversation-channel',
    'get-location-tags',
    'get-tag-by-id',
    'get-custom-fields',
    'search-custom-fields',
  ],
  ...['get-custom-field', 'get-custom-fields-by-object-key', 'get-custom-field-by-id', 'get-custom-values'],
  ...['get-custom-value', 'GET-all-or-email-sms-templates', 'get-user-by-location', 'get-user'],
  ...['search-users', 'get-business', 'get-businesses-by-location'],
])

let tokens: SessionTokens
beforeAll(async () => {
  tokens = await sessionTokens(server)
})

/** Whether the token is refused, before anything else is looked at. */
async function isRefused({ method, path, parameters = [] }: Operation, token: string): Promise<boolean> {
  const url = path.replace(/\{\w+\}/g, 'unknown')
  const version = parameters.find(({ name }) => name === 'Version')?.schema.enum?.[0]
  const { status, body } = await server.call(method, url, method === 'GET' ? undefined : 'x', {
    ...bearer(token),
    version,
  })
  return status === 401 && /scope|user type/.test(String(body.message))
}

describe('BR-802 what the roles may do', () => {
  it('is decided by the server, for every operation', async () => {
    const operations = await documentedOperations(server)
    const seen: Record<string, { owner: boolean; user: boolean }> = {}
    const expected: typeof seen = {}
    for (const operation of operations) {
      const { operationId } = operation
      seen[operationId] = {
        owner:
          !(await isRefused(operation, tokens.owner)) || !(await isRefused(operation, tokens.ownerOfCompany)),
        user: !(await isRefused(operation, tokens.user)),
      }
      // Only apps may call the two.
      const isOfApps = ['get-location-access-token', 'get-installed-location'].includes(operationId)
      expected[operationId] = { owner: !isOfApps, user: ofUsers.has(operationId) }
    }
    expect(seen).toEqual(expected)
  })

  it.each<['GET' | 'POST', string]>([
    ['GET', '/_contactd/webhooks/stream'],
    ['POST', '/_contactd/webhooks/stream'],
    ['GET', '/_contactd/requests'],
    ['GET', '/_contactd/requests/activity'],
  ])('is decided for %s %s, too, which is not documented', async (method, url) => {
    const body = method === 'POST' ? { after: 0 } : undefined
    const statuses = [tokens.owner, tokens.user].map(async (token) => {
      const head = method === 'GET' ? 'HEAD' : method
      return (await server.call(head as 'GET', url, body, bearer(token))).status
    })
    expect(await Promise.all(statuses)).toEqual([200, 401])
  })
})
