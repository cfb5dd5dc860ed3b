import { beforeAll, describe, expect, it } from 'vitest'
import { newPipeline } from '../support/opportunities.ts'
import { useAddress } from '../support/use-address.ts'
import { useTestServer } from '../support/use-test-server.ts'
import { plainClient } from './plain-client.ts'

/*
 * Requests as two public MCP servers send them for their tools of opportunities. One is written in TypeScript and omits
 * missing arguments; the other is written in Python, adds the location to the query of every request, and validates
 * each response with its own models.
 */

interface One {
  opportunity: { id: string }
}

const server = useTestServer()
const address = useAddress(server)
let call: ReturnType<typeof plainClient>
let pipelineId: string
let stageIds: string[]
beforeAll(async () => {
  const headers = { accept: 'application/json', 'content-type': 'application/json' }
  call = plainClient(address.url, server.token, headers)
  const pipeline = await newPipeline(server)
  pipelineId = pipeline.id
  stageIds = pipeline.stages.map(({ id }) => id)
})

async function newContact(firstName: string): Promise<string> {
  const { locationId } = server
  const email = `${firstName.toLowerCase()}@example.com`
  const { body } = await call<{ contact: { id: string } }>('POST', '/contacts/', {
    locationId,
    firstName,
    email,
  })
  return body.contact.id
}

async function create(firstName: string, more: object = {}): Promise<string> {
  const contactId = await newContact(firstName)
  const body = { locationId: server.locationId, name: 'Roof', pipelineId, contactId, status: 'open', ...more }
  const answer = await call<One>('POST', '/opportunities/', body)
  expect(answer).toMatchObject({
    status: 201,
    body: { opportunity: { name: 'Roof', status: 'open', ...more } },
  })
  return answer.body.opportunity.id
}

describe('the tools of an MCP server', () => {
  it('BR-317 list pipelines with the position of each stage', async () => {
    const { locationId } = server
    const answer = await call('GET', `/opportunities/pipelines?locationId=${locationId}`)
    const stages = stageIds.map((id, position) => ({ id, position, name: expect.any(String) }))
    expect(answer).toMatchObject({
      status: 200,
      body: { pipelines: [{ id: pipelineId, name: 'Sales', stages }] },
    })
  })

  it('BR-317 create an opportunity without a stage, update it, set its status, and delete it', async () => {
    const path = `/opportunities/${await create('Ann', { monetaryValue: 10 })}`
    expect(await call('GET', path)).toMatchObject({ body: { opportunity: { pipelineStageId: stageIds[0] } } })
    const change = { name: 'Roof', pipelineId, pipelineStageId: stageIds[1], assignedTo: server.userId }
    expect(await call('PUT', path, change)).toMatchObject({ status: 200, body: { opportunity: change } })
    expect(await call('PUT', `${path}/status`, { status: 'won' })).toMatchObject({
      status: 200,
      body: { succeded: true },
    })
    expect(await call('GET', path)).toMatchObject({ body: { opportunity: { ...change, status: 'won' } } })
    expect(await call('DELETE', path)).toMatchObject({ status: 200, body: { succeded: true } })
  })

  it('BR-317 upsert an opportunity without followers', async () => {
    const contactId = await newContact('Ben')
    const body = { locationId: server.locationId, pipelineId, contactId, name: 'Roof', status: 'open' }
    const made = await call<One>('POST', '/opportunities/upsert', body)
    expect(made).toMatchObject({ status: 200, body: { new: true, opportunity: { name: 'Roof', contactId } } })
    const changed = await call('POST', '/opportunities/upsert', { ...body, pipelineStageId: stageIds[2] })
    const opportunity = { id: made.body.opportunity.id, pipelineStageId: stageIds[2] }
    expect(changed).toMatchObject({ status: 200, body: { new: false, opportunity } })
  })

  it('BR-317 add and remove followers', async () => {
    const path = `/opportunities/${await create('Cas')}/followers`
    const followers = [server.userId]
    const added = await call('POST', path, { followers })
    expect(added).toMatchObject({ status: 201, body: { followers, followersAdded: followers } })
    const removed = await call('DELETE', path, { followers })
    expect(removed).toMatchObject({ status: 200, body: { followers: [], followersRemoved: followers } })
  })

  it('BR-317 get an error for a second open opportunity, with the existing one', async () => {
    const existingId = await create('Dag')
    const { body } = await call<{ opportunity: { contactId: string } }>('GET', `/opportunities/${existingId}`)
    const { contactId } = body.opportunity
    const again = { locationId: server.locationId, name: 'Again', pipelineId, contactId, status: 'open' }
    expect(await call('POST', '/opportunities/', again)).toMatchObject({
      status: 400,
      body: { meta: { existingId } },
    })
  })

  it('BR-317 send a source, and the location in the query', async () => {
    const id = await create('Eva', { pipelineStageId: stageIds[0], monetaryValue: 12.5, source: 'assistant' })
    const path = `/opportunities/${id}`
    const ofLocation = `${path}?locationId=${server.locationId}`
    // What its model requires of a response.
    const required = {
      id,
      name: 'Roof',
      pipelineId,
      pipelineStageId: stageIds[0],
      status: 'open',
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
      contactId: expect.any(String),
      contact: { id: expect.any(String), name: 'Eva', email: 'eva@example.com', tags: [] },
      locationId: server.locationId,
      customFields: [],
      followers: [],
    }
    expect(await call('GET', ofLocation)).toMatchObject({ status: 200, body: { opportunity: required } })
    expect(await call('PUT', path, { pipelineStageId: stageIds[1] })).toMatchObject({ status: 200 })
    expect(await call('DELETE', ofLocation)).toMatchObject({ status: 200 })
  })

  it('BR-317 search opportunities by the filters of the tool', async () => {
    const id = await create('Gus', { assignedTo: server.userId })
    const { body } = await call<{ opportunity: { contactId: string } }>('GET', `/opportunities/${id}`)
    const search = (filters: Record<string, string>) =>
      call(
        'GET',
        `/opportunities/search?${new URLSearchParams({ location_id: server.locationId, limit: '20', ...filters })}`,
      )
    const found = { status: 200, body: { opportunities: [{ id }], meta: { total: 1 } } }
    expect(await search({ contact_id: body.opportunity.contactId })).toMatchObject(found)
    expect(await search({ q: 'gus@example.com', status: 'all' })).toMatchObject(found)
    const place = { pipeline_id: pipelineId, pipeline_stage_id: String(stageIds[0]), status: 'open' }
    expect(await search({ ...place, assigned_to: server.userId })).toMatchObject(found)
  })

  it('BR-317 get an error for filters in camel case, and for skip', async () => {
    const query = { location_id: server.locationId, limit: '100', skip: '5', pipelineId, query: 'roof' }
    expect(await call('GET', `/opportunities/search?${new URLSearchParams(query)}`)).toMatchObject({
      status: 422,
      body: { message: ['skip', 'pipelineId', 'query'].map((name) => `property ${name} should not exist`) },
    })
  })

  it('BR-317 get an error for a location in the body of an update, and for notes', async () => {
    const path = `/opportunities/${await create('Flo')}`
    const body = { locationId: server.locationId, notes: 'A call' }
    expect(await call('PUT', path, body)).toMatchObject({
      status: 422,
      body: { message: ['property locationId should not exist', 'property notes should not exist'] },
    })
  })
})
