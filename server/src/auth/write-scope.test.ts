import { describe, expect, it } from 'vitest'
import { newContact } from '../../../test/support/contacts.ts'
import { bearer } from '../../../test/support/server.ts'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import { updateContact } from '../api/contacts/update-contact.ts'
import type { Storage, WriteScope } from '../storage/storage.ts'
import type { Principal } from './principal.ts'
import { scopeIn } from './write-scope.ts'

const server = useTestServer()

const callerOf = (companyId: string, locationId?: string): Principal => ({
  kind: 'private',
  sourceId: 'test',
  companyId,
  locationId,
  scopes: new Set(),
  rateLimitKey: 'test',
})

describe('the scope of a write in a location that a request names', () => {
  it('is the location of the token, regardless of the request', () => {
    expect(scopeIn(callerOf('c', 'own'), 'other')).toEqual({ locationId: 'own' })
    expect(scopeIn(callerOf('c', 'own'), undefined)).toEqual({ locationId: 'own' })
  })

  it('is the named location if the token is a company’s', () => {
    expect(scopeIn(callerOf('c'), 'named')).toEqual({ locationId: 'named' })
  })

  it.each([undefined, '', "x'; DROP", 'a\0b', 'x'.repeat(65)])('is nowhere for %j', (named) => {
    expect(scopeIn(callerOf('c'), named)).toEqual({ locationId: '-' })
  })
})

/** The server's storage, which records the scopes of writes. */
function told(): { storage: Storage; scopes: WriteScope[] } {
  const scopes: WriteScope[] = []
  const write: Storage['write'] = (fn, scope) => {
    scopes.push(scope)
    return server.storage.write(fn, scope)
  }
  const read: Storage['read'] = (...args) => server.storage.read(...args)
  return { storage: Object.assign(Object.create(server.storage), { read, write }), scopes }
}

describe('an update of a contact', () => {
  const body = { city: 'Ulm' }
  const updateBy = async (principal: Principal, id: string) => {
    const { storage, scopes } = told()
    await updateContact({ storage, clock: server.clock, ids: server.ids }, principal, id, body)
    return scopes
  }

  it('is written in the scope of the contact’s location, with a location’s and with a company’s token', async () => {
    const { companyId, locationId } = server
    const id = await newContact(server)
    expect(await updateBy(callerOf(companyId, locationId), id)).toEqual([{ locationId }])
    expect(await updateBy(callerOf(companyId), id)).toEqual([{ locationId }])
  })

  it('does not write for a contact outside of the company', async () => {
    await expect(updateBy(callerOf(server.companyId), 'x'.repeat(20))).rejects.toThrow(/not found/i)
    await expect(updateBy(callerOf('another'), await newContact(server))).rejects.toThrow(/not found/i)
  })
})

it('a company’s token creates in the location that it names, and nowhere without one', async () => {
  const { companyId, locationId, fixtures } = server
  const headers = bearer((await fixtures.token({ companyId })).token)
  const create = (body: object) => server.call('POST', '/contacts/', { firstName: 'A', ...body }, headers)
  expect((await create({ locationId })).status).toBe(201)
  expect((await create({ locationId: 'a\0b' })).status).toBe(403)
  expect((await create({})).status).toBe(422)
})
