import { describe, expect, it } from 'vitest'
import { newContact } from '../../../../test/support/contacts.ts'
import { bearer } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { resumeBackgroundWork } from '../../lifecycle/resume-background-work.ts'
import { statement } from '../../storage/statement.ts'

const server = useTestServer()

const dayMs = 24 * 60 * 60 * 1000
const neverWas = (id: string) => ({ error: `Contact with id ${id} not found`, status: 400 })
const deleted = (id: string) => ({
  message: `Contact not found for id:${id}`,
  error: 'Bad Request',
  statusCode: 400,
})

const get = async (id: string, headers: Record<string, string> = {}) => {
  const { status, body } = await server.call('GET', `/contacts/${id}`, undefined, headers)
  return [status, body]
}

async function deletedContact(): Promise<string> {
  const id = await newContact(server)
  expect((await server.call('DELETE', `/contacts/${id}`)).status).toBe(200)
  return id
}

const listDeleted = statement<Record<string, never>, { contactId: string }>(
  'test-list-deleted-contacts',
  'SELECT contact_id AS "contactId" FROM deleted_contacts ORDER BY date_deleted, contact_id',
)
const known = async () =>
  (await server.storage.read((tx) => tx.all(listDeleted, {}))).map(({ contactId }) => contactId)

describe('BR-384 Get Contact', () => {
  it.each(['a'.repeat(20), 'x', 'ü', 'a'.repeat(65), '%20', 'no.id'])(
    'returns error and status for %j, which never existed',
    async (id) => {
      const [status, body] = await get(encodeURIComponent(id))
      expect(status).toBe(400)
      expect(JSON.stringify(body)).toBe(JSON.stringify(neverWas(id)))
    },
  )

  it.each(['PUT', 'DELETE'] as const)('is the only such operation: %s is not', async (method) => {
    const id = 'b'.repeat(20)
    const { status, body } = await server.call(method, `/contacts/${id}`)
    expect([status, body]).toEqual([400, deleted(id)])
  })

  it('has a message for a deleted contact', async () => {
    const id = await deletedContact()
    expect(await get(id)).toEqual([400, deleted(id)])
    expect(await get(id, { version: 'v3' })).toEqual([400, deleted(id)])
  })
})

describe('BR-385 the id of a deleted contact', () => {
  it('is only known to tokens with access to its location', async () => {
    const { companyId, fixtures } = server
    const id = await deletedContact()
    const tokenOf = async (place: { companyId: string; locationId?: string }) =>
      bearer((await fixtures.token(place)).token)
    const otherCompany = await fixtures.company('Other')
    const otherLocation = await fixtures.location(otherCompany)
    expect(await get(id, await tokenOf({ companyId }))).toEqual([400, deleted(id)])
    for (const place of [
      { companyId, locationId: await fixtures.location(companyId) },
      { companyId: otherCompany },
      { companyId: otherCompany, locationId: otherLocation },
    ]) {
      expect(await get(id, await tokenOf(place))).toEqual([400, neverWas(id)])
    }
  })

  it('is known for 90 days', async () => {
    const id = await deletedContact()
    server.clock.advance(90 * dayMs - 1)
    expect(await get(id)).toEqual([400, deleted(id)])
    server.clock.advance(1)
    expect(await get(id)).toEqual([400, neverWas(id)])
  })

  it('is removed then, by later deletions in the location and at the next start', async () => {
    await resumeBackgroundWork(server, new AbortController().signal)
    const old: string[] = []
    for (let n = 0; n < 6; n += 1) old.push(await deletedContact())
    server.clock.advance(90 * dayMs)
    const later = await deletedContact()
    const left = await known()
    expect(left).toHaveLength(3)
    expect(left).toContain(later)
    await resumeBackgroundWork(server, new AbortController().signal)
    expect(await known()).toEqual([later])
    expect(old).not.toContain(later)
  })

  it('is deleted with its location', async () => {
    const { companyId, fixtures, call } = server
    const locationId = await fixtures.location(companyId)
    const headers = bearer((await fixtures.token({ companyId, locationId })).token)
    const agency = bearer((await fixtures.token({ companyId })).token)
    const made = await call('POST', '/contacts/', { locationId, firstName: 'A' }, headers)
    const { id } = made.body.contact
    await call('DELETE', `/contacts/${id}`, undefined, headers)
    expect(await get(id, agency)).toEqual([400, deleted(id)])
    await call('DELETE', `/locations/${locationId}?deleteTwilioAccount=false`, undefined, agency)
    expect(await get(id, agency)).toEqual([400, neverWas(id)])
    await resumeBackgroundWork(server, new AbortController().signal)
    expect(await known()).not.toContain(id)
  })
})
