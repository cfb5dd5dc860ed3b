import { beforeAll, describe, expect, it } from 'vitest'
import { newPipeline } from '../support/opportunities.ts'
import { useAddress } from '../support/use-address.ts'
import { useTestServer } from '../support/use-test-server.ts'
import { plainClient } from './plain-client.ts'

/*
 * The requests of n8n's HighLevel node, version 2, for opportunities, recorded from n8n-nodes-base 2.41.2 in its own
 * n8n-core 2.41.1: the node routes declaratively, so its core makes them.
 */

interface Opportunity {
  id: string
  name: string
  pipelineStageId: string
}
interface One {
  opportunity: Opportunity
}
interface Page {
  opportunities: Opportunity[]
  meta: { total: number; startAfterId: string; startAfter: number }
}
interface Pipelines {
  pipelines: { id: string; name: string; stages: { id: string; name: string }[] }[]
}

const server = useTestServer()
const address = useAddress(server)
let call: ReturnType<typeof plainClient>
let pipelineId: string
let stageIds: string[]
beforeAll(async () => {
  const headers = { 'content-type': 'application/json', accept: 'application/json' }
  call = plainClient(address.url, server.token, headers)
  const pipeline = await newPipeline(server)
  pipelineId = pipeline.id
  stageIds = pipeline.stages.map(({ id }) => id)
})

async function newContact(email: string): Promise<string> {
  const fields = { email, phone: '', locationId: server.locationId }
  const { body } = await call<{ contact: { id: string } }>('POST', '/contacts/upsert/', fields)
  return body.contact.id
}

/** A node's Create with the fields that it requires; its other ones in `additionalFields`. */
async function create(email: string, name: string, additionalFields: object = {}) {
  const required = { pipelineId, contactId: await newContact(email), name, status: 'open' }
  return call<One>('POST', '/opportunities/', {
    ...required,
    ...additionalFields,
    locationId: server.locationId,
  })
}

const search = (query: Record<string, string>) =>
  call<Page>('GET', `/opportunities/search?${new URLSearchParams(query)}`)

describe("n8n's node: opportunities", () => {
  it('BR-316 fills its lists of pipelines, of their stages, and of contacts', async () => {
    const { locationId } = server
    const { body } = await call<Pipelines>('GET', `/opportunities/pipelines?locationId=${locationId}`)
    expect(body.pipelines.map(({ name, id }) => ({ name, value: id }))).toEqual([
      { name: 'Sales', value: pipelineId },
    ])
    const pipeline = body.pipelines.find(({ id }) => id === pipelineId)
    expect(pipeline?.stages.map(({ name, id }) => ({ name, value: id }))).toEqual(
      ['New', 'Offer', 'Closing'].map((name, index) => ({ name, value: stageIds[index] })),
    )
    const contactId = await newContact('listed@example.com')
    const listed = await call<{ contacts: object[] }>('GET', `/contacts/?locationId=${locationId}`)
    expect(listed.body.contacts).toContainEqual(
      expect.objectContaining({ id: contactId, email: 'listed@example.com' }),
    )
  })

  it('BR-316 creates one in the first stage, or with all of its fields', async () => {
    const made = await create('first@example.com', 'Roof')
    expect(made).toMatchObject({
      status: 201,
      body: { opportunity: { name: 'Roof', pipelineId, pipelineStageId: stageIds[0], status: 'open' } },
    })
    const fields = { assignedTo: server.userId, monetaryValue: 12.5, pipelineStageId: stageIds[1] }
    expect(await create('second@example.com', 'Gutter', fields)).toMatchObject({
      status: 201,
      body: { opportunity: { name: 'Gutter', ...fields } },
    })
  })

  it('BR-316 gets an error for its fields that opportunities lack: tags and a company name', async () => {
    const answer = await create('lacking@example.com', 'Roof', { companyName: 'Acme', tags: ['a', 'b'] })
    expect(answer).toMatchObject({
      status: 422,
      body: { message: ['property companyName should not exist', 'property tags should not exist'] },
    })
  })

  it('BR-316 gets, updates and deletes one', async () => {
    const { body } = await create('changed@example.com', 'Roof')
    const path = `/opportunities/${body.opportunity.id}`
    expect(await call('GET', path)).toMatchObject({ status: 200, body: { opportunity: { name: 'Roof' } } })
    const change = {
      assignedTo: server.userId,
      monetaryValue: 5,
      name: 'Roof and gutter',
      pipelineId,
      pipelineStageId: stageIds[2],
      status: 'won',
    }
    expect(await call('PUT', path, change)).toMatchObject({ status: 200, body: { opportunity: change } })
    expect(await call('DELETE', path)).toMatchObject({ status: 200 })
    expect(await call('GET', path)).toMatchObject({ status: 404 })
  })

  it('BR-316 gets a page by a limit, and by all of its filters', async () => {
    const { body } = await create('found.by.email@example.com', 'Chimney', {
      assignedTo: server.userId,
      pipelineStageId: stageIds[1],
    })
    const { id } = body.opportunity
    const location = { limit: '20', location_id: server.locationId }
    const all = await search(location)
    expect(all.status).toBe(200)
    expect(all.body.opportunities).toContainEqual(expect.objectContaining({ id, name: 'Chimney' }))
    expect(all.body.meta.total).toBe(all.body.opportunities.length)

    const filters = {
      assigned_to: server.userId,
      pipeline_id: pipelineId,
      pipeline_stage_id: String(stageIds[1]),
      status: 'open',
      q: 'found.by.email',
    }
    for (const query of [filters, { ...filters, q: 'chimney' }, { q: 'found.by.email@example.com' }]) {
      const found = await search({ ...query, ...location })
      expect(found).toMatchObject({ status: 200, body: { opportunities: [{ id }], meta: { total: 1 } } })
    }
    expect(await search({ ...filters, status: 'won', ...location })).toMatchObject({
      body: { opportunities: [], meta: { total: 0 } },
    })
  })

  it('BR-316 finds by its filters by date: it sends an instant, and milliseconds', async () => {
    const { id } = (await create('dates@example.com', 'Dates')).body.opportunity
    const day = (offset: number) => new Date(server.clock.now() + offset * 24 * 60 * 60 * 1000)
    const found = async (date: Date, endDate: Date) => {
      const dates = { date: date.toISOString().slice(0, 19), endDate: String(endDate.getTime()) }
      const { body } = await search({ ...dates, q: 'dates@example.com', location_id: server.locationId })
      return body.opportunities.map((one) => one.id)
    }
    expect(await found(day(-1), day(1))).toEqual([id])
    expect(await found(day(1), day(2))).toEqual([])
    expect(await found(day(-2), day(-1))).toEqual([])
  })

  it('BR-316 BR-581 gets an error for the second page of Return All: the node omits the location from it', async () => {
    await create('page@example.com', 'Page')
    const { body } = await search({ status: 'open', location_id: server.locationId, limit: '100' })
    const { startAfterId, startAfter } = body.meta
    const query = { startAfterId, startAfter: String(startAfter) }
    const message = "location_id can't be undefined"
    expect(await search(query)).toMatchObject({ status: 422, body: { message } })
    expect(await search({ ...query, location_id: server.locationId })).toMatchObject({ status: 200 })
  })
})
