import { beforeAll, describe, expect, it, vi } from 'vitest'
import { newContact, stateOf } from '../../../../test/support/contacts.ts'
import { TurnCounter } from '../../../../test/support/turns.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import type { Storage } from '../../storage/storage.ts'
import { updateContact } from '../contacts/update-contact.ts'
import type { CustomFieldItem } from '../custom-fields/values/custom-field-item-schemas.ts'

const server = useTestServer()
const fieldIds: string[] = []
beforeAll(async () => {
  // Loads the library, unless an earlier test has.
  await newContact(server, { phone: '(555) 123-0000' })
  for (let index = 0; index < 120; index += 1) {
    const name = `Phone ${index}`
    fieldIds.push((await server.fixtures.customField(server.locationId, { dataType: 'PHONE', name })).id)
  }
})

const items = (count: number): CustomFieldItem[] =>
  fieldIds.slice(0, count).map((id, index) => ({ id, field_value: `(555) 123-${1000 + index}` }))

/** Updates a contact, and notes the turn of the event loop of each run of the transaction. */
async function update(
  id: string,
  customFields: CustomFieldItem[],
  betweenRuns: () => Promise<unknown> = async () => {},
) {
  const { clock, ids, companyId, locationId } = server
  const counter = new TurnCounter()
  const turns: number[] = []
  const write: Storage['write'] = async (fn, scope) => {
    if (turns.length > 0) await betweenRuns()
    return server.storage.write((tx) => {
      turns.push(counter.turn)
      return fn(tx)
    }, scope)
  }
  const storage: Storage = Object.assign(Object.create(server.storage), { write })
  const caller = { kind: 'private', sourceId: 'x', scopes: new Set<string>(), rateLimitKey: 'x' } as const
  const principal = { ...caller, companyId, locationId }
  const body = { customFields }
  try {
    await updateContact({ storage, clock, ids }, principal, id, body)
  } finally {
    counter.stop()
  }
  return turns
}

const phonesOf = async (id: string) => {
  const { body } = await server.call('GET', `/contacts/${id}`)
  return body.contact.customFields.map(({ value }) => value)
}

describe('the phones of a body', () => {
  it('are parsed in the transaction if they are few', async () => {
    const id = await newContact(server)
    expect(await update(id, items(50))).toHaveLength(1)
    expect(await phonesOf(id)).toHaveLength(50)
  })

  it('BR-476 are parsed before the transaction if they are many, fifty in a turn', async () => {
    const id = await newContact(server)
    const [first = 0, second = 0, ...more] = await update(id, items(120))
    expect(more).toEqual([])
    expect(second - first).toBeGreaterThanOrEqual(3)
    expect(await phonesOf(id)).toEqual(items(120).map((_, index) => `+1555123${1000 + index}`))
  })

  it('are parsed before the transaction if the library must be loaded', async () => {
    vi.resetModules()
    const fresh = await import('./parse-phones-first.ts')
    const { storage, clock, ids } = server
    const runs: string[] = []
    const read = (text: string) =>
      fresh.withPhonesParsedFirst({ storage, clock, ids }, async ({ phones }) => {
        runs.push(text)
        return phones.read(text, 'US')
      })
    expect(await read('(555) 123-4567')).toEqual({ e164: '+15551234567' })
    expect(await read('no phone')).toHaveProperty('refusal')
    expect(runs).toEqual(['(555) 123-4567', '(555) 123-4567', 'no phone'])
  })

  it('get the same error if one is invalid', async () => {
    const id = await newContact(server)
    const before = await stateOf(server, id)
    const customFields = [...items(119), { id: fieldIds[119], field_value: 'no phone' }]
    const reply = await server.call('PUT', `/contacts/${id}`, { customFields })
    expect(reply.status).toBe(400)
    expect(reply.body.message).toContain(fieldIds[119])
    expect(await stateOf(server, id)).toBe(before)
  })

  it('belong to the country of the location at the time of the write', async () => {
    const id = await newContact(server)
    const move = (country: string) =>
      server.storage.write(
        (tx) =>
          tx.run<{ country: string; id: string }>(
            { name: 'move-location', sql: 'UPDATE locations SET country = :country WHERE id = :id' },
            { country, id: server.locationId },
          ),
        'database',
      )
    const sent = items(60).map((item, index) => ({ ...item, field_value: `030 1234${1000 + index}` }))
    await update(id, sent, () => move('DE'))
    expect(await phonesOf(id)).toEqual(sent.map((_, index) => `+49301234${1000 + index}`))
    await move('US')
  })

  it('of Create and Upsert Contact are parsed in the same way', async () => {
    const { locationId } = server
    const customFields = items(120)
    const made = await server.call('POST', '/contacts/', { locationId, firstName: 'Jane', customFields })
    const email = 'many-phones@example.com'
    const upserted = await server.call('POST', '/contacts/upsert', { locationId, email, customFields })
    for (const { status, body } of [made, upserted]) {
      expect(status).toBeLessThan(300)
      expect(body.contact.customFields).toHaveLength(120)
    }
  })
})
