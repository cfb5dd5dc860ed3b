import { describe, expect, it } from 'vitest'
import { newContact } from '../../../../test/support/contacts.ts'
import { newPipeline } from '../../../../test/support/opportunities.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import type { Principal } from '../../auth/principal.ts'
import type { Storage, WriteTx } from '../../storage/storage.ts'
import type { ApiContext } from '../api-context.ts'
import type { UpdateContactBody } from './contact-schemas.ts'
import { updateContact } from './update-contact.ts'
import { upsertContact } from './upsert/upsert-contact.ts'

const server = useTestServer()

/** The statements that return the number of changed rows. */
const changed: string[] = []

/** The statements of an update, in their order. */
const statementsOf = (id: string, body: UpdateContactBody): Promise<string[]> =>
  statementsOfWrite((context, principal) => updateContact(context, principal, id, body))

async function statementsOfWrite(
  run: (context: ApiContext, principal: Principal) => Promise<unknown>,
): Promise<string[]> {
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
      changed.push(statement.name)
      return tx.change(statement, params)
    },
  })
  const { clock, ids, companyId, locationId } = server
  const write: Storage['write'] = (fn, scope) => server.storage.write((tx) => fn(noting(tx)), scope)
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
  await run({ storage, clock, ids }, principal)
  return names
}

/** Statements after the first change that read: on PostgreSQL, each is a round trip while the locations are locked. */
const lateReads = (names: readonly string[]): string[] => {
  const isChange = (name: string) => /^(insert|update|record|delete)-/.test(name)
  return names.slice(names.findIndex(isChange)).filter((name) => !isChange(name))
}

describe('the statements of an update: no more than necessary', () => {
  const own = {
    email: 'jane@doe.com',
    phone: '+15551234567',
    additionalEmails: ['jane@work.example.com'],
    additionalPhones: ['+15557654321'],
    tags: ['vip'],
  }
  const write = ['update-contact-document', 'record-contact-change']
  // Cached by both engines.
  const taken = 'find-taken-events'
  const save = [taken, ...write]
  it.each<[string, UpdateContactBody, string[]]>([
    ['nothing', {}, []],
    ['a plain field', { city: 'Ulm' }, save],
    ['the email and the phone that it has', { email: own.email, phone: own.phone, city: 'Berlin' }, save],
    ['no tags', { tags: [] }, save],
    ['the name, without a pipeline', { lastName: 'Doe' }, [taken, 'count-pipelines', ...write]],
  ])('%s', async (_what, body, expected) => {
    const id = await newContact(server, own)
    expect(await statementsOf(id, body)).toEqual(['find-contact', ...expected])
    await server.call('DELETE', `/contacts/${id}`)
  })

  it('the name, with a pipeline: the opportunities of the contact change too', async () => {
    await newPipeline(server)
    const id = await newContact(server, own)
    expect(await statementsOf(id, { lastName: 'Doe' })).toEqual([
      ...['find-contact', taken, 'count-pipelines', ...write],
      'record-changes-of-opportunities-of-contact',
    ])
    await server.call('DELETE', `/contacts/${id}`)
  })

  it('new tags of the location: all reads precede the first change, and no write returns a count', async () => {
    const id = await newContact(server, { ...own, tags: ['vip'] })
    const find = 'find-tag-by-name'
    expect(await statementsOf(id, { tags: ['vip', 'one', 'two'] })).toEqual([
      ...['find-contact', taken, find, find, 'count-tags-about', ...write, 'insert-tag', 'insert-tag'],
    ])
    expect(changed).toEqual([])
  })

  describe('all reads precede the first change', () => {
    const everything = (person: string) => ({
      firstName: person,
      email: `${person}@doe.com`,
      phone: '+15557650001',
      companyName: person,
      tags: [`${person} 1`, `${person} 2`],
      customFields: [{ key: 'level', field_value: person }],
    })

    it('of an update of everything', async () => {
      await server.call('POST', `/locations/${server.locationId}/customFields`, {
        name: 'Level',
        dataType: 'TEXT',
      })
      await newPipeline(server)
      const id = await newContact(server, { lastName: 'Doe' })
      const names = await statementsOf(id, everything('anna'))
      expect(names).toEqual(expect.arrayContaining(['count-pipelines', 'insert-tag', 'update-contact']))
      expect(lateReads(names)).toEqual([])
      await server.call('DELETE', `/contacts/${id}`)
    })

    it('of an upsert that creates, and of one that updates', async () => {
      const { locationId } = server
      for (const [phone, change] of [
        ['+15557650002', 'insert-contact'],
        ['+15557650003', 'update-contact'],
      ] as const) {
        const body = { ...everything('bert'), locationId, phone, tags: [`bert ${phone}`] }
        const names = await statementsOfWrite((context, principal) => upsertContact(context, principal, body))
        expect(names).toEqual(expect.arrayContaining([change, 'insert-tag']))
        expect(lateReads(names)).toEqual([])
      }
    })
  })

  it('many tags, some of them new in the location: fifty per statement', async () => {
    const tags = Array.from({ length: 120 }, (_, index) => `many ${index}`)
    await newContact(server, { tags: tags.slice(0, 20) })
    const id = await newContact(server, { tags: ['vip'] })
    const find = 'find-tag-names'
    expect(await statementsOf(id, { tags: ['vip', ...tags] })).toEqual([
      ...['find-contact', taken, find, find, find, 'count-tags', ...write, 'insert-tags', 'insert-tags'],
    ])
    expect(changed).toEqual([])
  })
})
