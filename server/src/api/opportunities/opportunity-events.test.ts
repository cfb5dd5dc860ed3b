import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newContact } from '../../../../test/support/contacts.ts'
import { FiredEvents } from '../../../../test/support/fired-events.ts'
import { newLostReason, newPipeline } from '../../../../test/support/opportunities.ts'
import type { Method } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import type { OpportunityPipeline } from '../pipelines/pipeline.ts'

const server = useTestServer()
let fired: FiredEvents
let sales: OpportunityPipeline
let support: OpportunityPipeline
let lostReasonId: string
beforeAll(async () => {
  sales = await newPipeline(server, ['New', 'Offer'])
  support = await newPipeline(server, ['Asked'], 'Support')
  lostReasonId = await newLostReason(server)
  fired = await FiredEvents.watch(server, server.locationId)
})

const call = (method: Method, path: string, body?: unknown) =>
  server.call<{ opportunity: { id: string } }>(method, `/opportunities/${path}`, body)

let contactId: string
let id: string
let dateAdded: string
beforeEach(async () => {
  contactId = await newContact(server)
  dateAdded = server.clock.iso()
  const { status, body } = await call('POST', '', {
    pipelineId: sales.id,
    locationId: server.locationId,
    name: 'Roof',
    status: 'open',
    contactId,
    monetaryValue: 10,
    source: 'form',
    assignedTo: server.userId,
  })
  expect(status).toBe(201)
  id = body.opportunity.id
})

const payload = (type: string) => ({
  type,
  locationId: server.locationId,
  id,
  assignedTo: server.userId,
  contactId,
  monetaryValue: 10,
  name: 'Roof',
  pipelineId: sales.id,
  pipelineStageId: sales.stages[0]?.id,
  source: 'form',
  status: 'open',
  dateAdded,
})

describe('BR-704 the events of opportunities', () => {
  it('have HighLevel’s properties in HighLevel’s order, and come in the order of their contact', async () => {
    const [, created, ...others] = await fired.take()
    expect(created?.text).toBe(JSON.stringify(payload('OpportunityCreate')))
    expect(created?.contactId).toBe(contactId)
    expect(others).toEqual([])
    server.clock.advance(1000)
    await call('DELETE', id)
    expect((await fired.take()).map(({ text }) => text)).toEqual([
      JSON.stringify(payload('OpportunityDelete')),
    ])
  })

  const update = 'OpportunityUpdate'
  it.each<[string, () => object, string[]]>([
    ['the name', () => ({ name: 'Wall' }), [update]],
    ['the source', () => ({ source: '' }), [update]],
    ['the value', () => ({ monetaryValue: 12 }), [update, 'OpportunityMonetaryValueUpdate']],
    ['the user', () => ({ assignedTo: '' }), [update, 'OpportunityAssignedToUpdate']],
    ['the status', () => ({ status: 'won' }), [update, 'OpportunityStatusUpdate']],
    ['the stage', () => ({ pipelineStageId: sales.stages[1]?.id }), [update, 'OpportunityStageUpdate']],
    ['the pipeline', () => ({ pipelineId: support.id }), [update, 'OpportunityStageUpdate']],
    [
      'everything',
      () => ({ pipelineId: support.id, status: 'won', monetaryValue: 0, assignedTo: '', name: 'Wall' }),
      [
        update,
        'OpportunityStageUpdate',
        'OpportunityStatusUpdate',
        'OpportunityMonetaryValueUpdate',
        'OpportunityAssignedToUpdate',
      ],
    ],
    ['what it has', () => ({ name: 'Roof', monetaryValue: 10, status: 'open' }), []],
  ])('of an update of %s', async (_what, body, types) => {
    await fired.take()
    expect(await call('PUT', id, body())).toMatchObject({ status: 200 })
    const events = await fired.take()
    expect(events.map(({ type }) => type)).toEqual(types)
    expect(new Set(events.map((event) => event.contactId))).toEqual(new Set(types.length ? [contactId] : []))
  })

  it.each<[string, () => [Method, string, unknown], string[]]>([
    [
      'Update Opportunity Status',
      () => ['PUT', `${id}/status`, { status: 'won' }],
      [update, 'OpportunityStatusUpdate'],
    ],
    [
      'Update Opportunity Status with a lost reason',
      () => ['PUT', `${id}/status`, { status: 'lost', lostReasonId }],
      [update, 'OpportunityStatusUpdate'],
    ],
    ['followers', () => ['POST', `${id}/followers`, { followers: [server.userId] }], []],
    ['an upsert of the same', () => ['POST', 'upsert', upsert({ name: 'Roof' })], []],
    ['an upsert', () => ['POST', 'upsert', upsert({ name: 'Wall' })], [update]],
    [
      'an upsert in another pipeline',
      () => ['POST', 'upsert', upsert({ pipelineId: support.id })],
      ['OpportunityCreate'],
    ],
  ])('of %s', async (_what, request, types) => {
    await fired.take()
    const { status, text } = await call(...request())
    expect([status, text]).toEqual([expect.toSatisfy((code) => [200, 201].includes(code)), text])
    expect(await fired.types()).toEqual(types)
  })
  const upsert = (fields: object) => ({
    pipelineId: sales.id,
    locationId: server.locationId,
    contactId,
    ...fields,
  })

  it('of deleting a custom field', async () => {
    const { locationId, fixtures } = server
    const field = await fixtures.customField(locationId, {
      name: 'Size',
      dataType: 'TEXT',
      model: 'opportunity',
      fieldKey: 'opportunity.size',
    })
    await call('PUT', id, { customFields: [{ id: field.id, field_value: 'L' }] })
    expect(await fired.types()).toContain(update)
    await server.call('DELETE', `/locations/${locationId}/customFields/${field.id}`)
    expect(await fired.take()).toMatchObject([{ type: update, contactId }])
  })

  it('none, if its contact is deleted', async () => {
    await fired.take()
    await server.call('DELETE', `/contacts/${contactId}`)
    expect(await fired.types()).toEqual(['ContactDelete'])
  })
})
