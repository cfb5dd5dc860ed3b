import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { isUntouched } from '../../../../test/support/activities.ts'
import { newContact } from '../../../../test/support/contacts.ts'
import { newPipeline, plantOpportunity } from '../../../../test/support/opportunities.ts'
import { bearer } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { finishCustomFieldDeletion } from '../../lifecycle/delete-custom-field.ts'
import type { CustomField } from '../custom-fields/custom-field.ts'

interface Reply {
  opportunity: { id: string; customFields: { id: string; fieldValue: unknown }[]; updatedAt: string }
  message: unknown
}

const server = useTestServer()
let text: CustomField
let ofContact: CustomField
beforeAll(async () => {
  const { fixtures, locationId } = server
  text = await fixtures.customField(locationId, {
    dataType: 'TEXT',
    fieldKey: 'opportunity.delivery',
    model: 'opportunity',
  })
  ofContact = await fixtures.customField(locationId, { dataType: 'TEXT' })
})
let id: string
beforeEach(async () => {
  id = await plantOpportunity(server, await newContact(server))
})

const put = (customFields: unknown, headers = {}) =>
  server.call<Reply>('PUT', `/opportunities/${id}`, { customFields }, headers)
const get = async () => (await server.call<Reply>('GET', `/opportunities/${id}`)).body.opportunity

describe('the custom fields of an opportunity', () => {
  it.each<[string, () => object]>([
    ['id', () => ({ id: text.id })],
    ['key', () => ({ key: 'delivery' })],
    ['key with its model', () => ({ key: 'opportunity.delivery' })],
  ])('BR-515 are named by %s', async (_what, name) => {
    const reply = await put([{ ...name(), field_value: 'By truck' }])
    expect([reply.status, reply.body.opportunity.customFields]).toEqual([
      200,
      [{ id: text.id, fieldValue: 'By truck' }],
    ])
    expect((await get()).customFields).toEqual([{ id: text.id, fieldValue: 'By truck' }])
    for (const cleared of ['', null])
      expect((await put([{ ...name(), field_value: cleared }])).body.opportunity.customFields).toEqual([])
  })

  it('BR-515 are written by create and upsert, and under v3 by another name', async () => {
    const pipeline = await newPipeline(server)
    const fields = {
      pipelineId: pipeline.id,
      locationId: server.locationId,
      name: 'Roof',
      status: 'open',
      contactId: await newContact(server),
    }
    const send = async (path: string, customFields: object[], headers = {}) => {
      const reply = await server.call<Reply>(
        'POST',
        `/opportunities/${path}`,
        { ...fields, customFields },
        headers,
      )
      return reply.body.opportunity.customFields
    }
    expect(await send('', [{ id: text.id, field_value: 'a' }])).toEqual([{ id: text.id, fieldValue: 'a' }])
    expect(await send('upsert', [{ key: 'delivery', fieldValue: 'b' }], { version: 'v3' })).toEqual([
      { id: text.id, fieldValue: 'b' },
    ])
  })

  it('BR-515 of contacts and unknown ones are dropped, and named in the header', async () => {
    const reply = await put([
      { id: ofContact.id, field_value: 'x' },
      { key: 'contact.my_text', field_value: 'x' },
      { key: 'unknown', field_value: 'x' },
    ])
    expect([reply.status, reply.body.opportunity.customFields]).toEqual([200, []])
    expect(reply.headers['x-contactd-ignored-fields']).toBe(`${ofContact.id},contact.my_text,unknown`)
  })

  it('BR-515 have the same types as a contact’s', async () => {
    const { fixtures, locationId } = server
    const values: [CustomField['dataType'], unknown, unknown][] = [
      ['NUMERICAL', '1,200.50', 1200.5],
      ['DATE', '2026-04-23T10:00:00Z', '2026-04-23T00:00:00.000Z'],
      ['PHONE', '(201) 555-0123', '+12015550123'],
    ]
    for (const [dataType, sent, stored] of values) {
      const field = await fixtures.customField(locationId, {
        dataType,
        model: 'opportunity',
        fieldKey: `opportunity.${dataType}`,
      })
      const { body } = await put([{ id: field.id, field_value: sent }])
      expect(body.opportunity.customFields).toContainEqual({ id: field.id, fieldValue: stored })
      const send = async () => {
        const refused = await put([{ id: field.id, field_value: { wrong: true } }])
        expect([refused.status, refused.body.message]).toEqual([
          400,
          `Invalid Custom Field Value "{"wrong":true}" for "${field.id}"`,
        ])
      }
      expect(await isUntouched(server, send)).toBe(true)
    }
  })

  it('BR-515 grow to a mebibyte at most', async () => {
    const { fixtures, locationId } = server
    const fields: CustomField[] = []
    for (let index = 0; index < 11; index++)
      fields.push(
        await fixtures.customField(locationId, {
          dataType: 'LARGE_TEXT',
          model: 'opportunity',
          fieldKey: `opportunity.large_${index}`,
        }),
      )
    const largeText = ({ id }: CustomField) => ({ id, field_value: 'x'.repeat(100_000) })
    expect((await put(fields.slice(0, 5).map(largeText))).status).toBe(200)
    const send = async () => {
      const reply = await put(fields.slice(5).map(largeText))
      expect([reply.status, reply.body.message]).toEqual([
        422,
        ['the opportunity must not grow beyond 1048576 bytes'],
      ])
    }
    expect(await isUntouched(server, send)).toBe(true)
  })

  it('BR-564 lose the value of a field that is deleted, at once and after a stop', async () => {
    const { fixtures, companyId, locationId, storage, clock, ids } = server
    const company = bearer((await fixtures.token({ companyId })).token)
    for (const isStopped of [false, true]) {
      const field = await fixtures.customField(locationId, {
        dataType: 'TEXT',
        model: 'opportunity',
        fieldKey: `opportunity.gone_${isStopped}`,
      })
      await put([{ id: field.id, field_value: 'x' }])
      const before = await get()
      expect(before.customFields).toContainEqual({ id: field.id, fieldValue: 'x' })
      if (isStopped) {
        const mark = { name: 'test-mark', sql: 'UPDATE custom_fields SET date_deleted = 1 WHERE id = :id' }
        await storage.write((tx) => tx.run(mark, { id: field.id }), 'database')
        const place = { locationId, id: field.id }
        await finishCustomFieldDeletion({ storage, clock, ids }, place, new AbortController().signal)
      } else {
        const url = `/locations/${locationId}/customFields/${field.id}`
        expect((await server.call('DELETE', url, undefined, company)).status).toBe(200)
      }
      const after = await get()
      expect(after.customFields).not.toContainEqual({ id: field.id, fieldValue: 'x' })
      expect(after.updatedAt).toBe(before.updatedAt)
    }
  })
})
