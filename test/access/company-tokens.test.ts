import { afterAll, describe, expect, it } from 'vitest'
import { bearer, startTestServer } from '../support/server.ts'
import { documentedOperations, sampleRequest } from './operations.ts'
import { mark, type Planted } from './planted.ts'
import { plantActivities } from './planted-activities.ts'
import { everyTable } from './tables.ts'
import { newApp, newGrant } from './world.ts'

const server = await startTestServer({ location: { allowDuplicateContact: true } })
afterAll(() => server.close())
const { companyId, locationId, fixtures, call } = server

const second = await fixtures.location(companyId, { allowDuplicateContact: true })
const otherCompany = await fixtures.company('Other Agency')
const foreign = await fixtures.location(otherCompany, { allowDuplicateContact: true })

const operations = (await documentedOperations(server)).filter(({ path }) => /^\/contacts(?:\/|$)/.test(path))
const app = await newApp(server)
const tokens = [
  { kind: 'private', token: (await fixtures.token({ companyId })).token },
  { kind: 'OAuth', token: (await newGrant(server, app, { companyId })).access_token },
]
const foreignToken = (await fixtures.token({ companyId: otherCompany })).token

/** Creates a contact in a location, with a token that has access to it. */
async function contactIn(location: string, token: string): Promise<Planted & { appId: string }> {
  const email = 'own@example.com'
  const contact = { locationId: location, firstName: 'Own', email, tags: ['vip'] }
  const { body } = await call('POST', '/contacts/', contact, bearer(token))
  const { id } = body.contact
  const userId = await fixtures.user(location === foreign ? otherCompany : companyId, location)
  const made = async <Body>(path: string, body: unknown) =>
    (await call<Body>('POST', path, body, bearer(token))).body
  const place = { locationId: location, contactId: id, userId }
  const activities = await plantActivities(made, place, mark)
  const { buiseness } = await made<{ buiseness: { id: string } }>('/businesses/', {
    name: 'Own',
    locationId: location,
  })
  const { contact: twin } = await made<{ contact: { id: string } }>('/contacts/', {
    locationId: location,
    firstName: 'Twin',
  })
  const nothing = {
    pipelineId: '',
    pipelineStageId: '',
    lostReasonId: '',
    opportunityId: '',
    webhookId: '',
    ...{
      id: '',
      customValueId: '',
      templateId: '',
      recurringTaskId: '',
      tagId: '',
      documentId: '',
      folderId: '',
      businessFieldId: '',
    },
    appId: '',
  }
  return {
    ...nothing,
    ...activities,
    twinId: twin.id,
    tokenId: '',
    installationId: '',
    email,
    businessId: buiseness.id,
    userId,
    companyId,
    locationId: location,
    contactId: id,
  }
}

const notFound = (operationId: string, id: string) =>
  operationId === 'get-contact' ? `Contact with id ${id} not found` : `Contact not found for id:${id}`

describe.each(tokens)('a company’s $kind token', ({ token }) => {
  // The first use of a token is recorded, which must not happen while tables are compared.
  const warm = call('GET', `/locations/${locationId}`, undefined, bearer(token))

  it.each(operations)(
    'has access to its own locations with $operationId, and not to another company’s (BR-143)',
    async (operation) => {
      await warm
      const send = (planted: Planted & { appId: string }) => {
        const { url, body, headers } = sampleRequest(operation, planted, 0)
        return call<Record<string, unknown>>(operation.method, url, body, { ...headers, ...bearer(token) })
      }
      for (const own of [locationId, second]) {
        const { status, body, text } = await send(await contactIn(own, token))
        expect({ status, text }).toMatchObject({ status: operation.success })
        if ('contact' in body) expect(body.contact).toMatchObject({ locationId: own })
      }

      const theirs = await contactIn(foreign, foreignToken)
      const before = await everyTable(server.storage)
      const { status, body } = await send(theirs)
      const namesLocation = operation.names.has('locationId')
      const message = operation.operationId === 'get-contact' ? body.error : body.message
      expect({ status, message }).toEqual(
        namesLocation
          ? { status: 403, message: 'The token does not have access to this location.' }
          : { status: 400, message: notFound(operation.operationId, theirs.contactId) },
      )
      expect(await everyTable(server.storage)).toEqual(before)
    },
  )
})
