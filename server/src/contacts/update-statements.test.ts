import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newContact } from '../../../test/support/contacts.ts'
import { startTestServer, type TestServer } from '../../../test/support/server.ts'
import type { Principal } from '../auth/principal.ts'
import type { Storage, WriteTx } from '../storage/storage.ts'
import type { UpdateContactBody } from './contact-schemas.ts'
import { updateContact } from './update-contact.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

/** The statements that an update runs, in their order. */
async function statementsOf(id: string, body: UpdateContactBody): Promise<string[]> {
  const names: string[] = []
  const noting = (tx: WriteTx): WriteTx => ({
    get: (statement, params) => {
      names.push(statement.name)
      return tx.get(statement, params)
    },
    all: (statement, params) => {
      names.push(statement.name)
      return tx.all(statement, params)
    },
    run: (statement, params) => {
      names.push(statement.name)
      return tx.run(statement, params)
    },
    change: (statement, params) => {
      names.push(statement.name)
      return tx.change(statement, params)
    },
  })
  const { clock, ids, companyId, locationId } = server
  const write: Storage['write'] = (fn) => server.storage.write((tx) => fn(noting(tx)))
  const storage: Storage = Object.assign(Object.create(server.storage), { write })
  const principal: Principal = {
    kind: 'private',
    sourceId: 'test',
    companyId,
    locationId,
    scopes: new Set(),
    rateLimitKey: 'test',
  }
  server.clock.advance(1000)
  await updateContact({ storage, clock, ids }, principal, id, { raw: body, valid: () => body })
  return names
}

describe('the statements of an update: no more than it needs', () => {
  const own = {
    email: 'jane@doe.com',
    phone: '+15551234567',
    additionalEmails: ['jane@work.example.com'],
    additionalPhones: ['+15557654321'],
    tags: ['vip'],
  }
  const save = ['update-contact-document', 'record-contact-change']
  it.each<[string, UpdateContactBody, string[]]>([
    ['nothing', {}, []],
    ['a plain field', { city: 'Ulm' }, save],
    ['the email and the phone that it has', { email: own.email, phone: own.phone, city: 'Berlin' }, save],
    ['the additional email that it has', { additionalEmails: own.additionalEmails, city: 'Bonn' }, save],
    ['no tags', { tags: [] }, save],
  ])('%s', async (_what, body, expected) => {
    const id = await newContact(server, own)
    expect(await statementsOf(id, body)).toEqual(['find-contact', ...expected])
    await server.call('DELETE', `/contacts/${id}`)
  })
})
