import { beforeAll, describe, expect, it } from 'vitest'
import { newPipeline } from '../support/opportunities.ts'
import { useAddress } from '../support/use-address.ts'
import { useTestServer } from '../support/use-test-server.ts'
import { plainClient } from './plain-client.ts'
import { connectSdk } from './sdk-services.ts'

/*
 * What integrations do most: find or make the contact, find or make its opportunity, move it a stage, note it. Each
 * client makes its own requests for it.
 */

interface Opportunity {
  id: string
  pipelineStageId: string
}
interface Stage {
  id: string
}
interface Place {
  pipelineId: string
  stages: Stage[]
}
interface WithContact {
  contact: { id: string }
  contacts: { id: string }[]
}
interface WithOpportunities {
  opportunity: Opportunity
  opportunities: Opportunity[]
}
interface WithPipelines {
  pipelines: { id: string; name: string; stages: Stage[] }[]
}

/** The steps of the flow, as one client does them. */
interface Client {
  findPlace(): Promise<Place>
  findOrMakeContact(email: string): Promise<string>
  findOpportunity(place: Place, contactId: string, email: string): Promise<Opportunity | undefined>
  makeOpportunity(place: Place, contactId: string): Promise<Opportunity>
  move(id: string, stage: string): Promise<void>
  note(contactId: string, email: string, text: string): Promise<void>
}

const server = useTestServer()
const address = useAddress(server)
beforeAll(() => newPipeline(server))

const salesOf = ({ pipelines }: WithPipelines): Place => {
  const sales = pipelines.find(({ name }) => name === 'Sales')
  return { pipelineId: String(sales?.id), stages: sales?.stages ?? [] }
}
const newOpportunity = ({ pipelineId, stages }: Place, contactId: string) => ({
  pipelineId,
  locationId: server.locationId,
  name: 'Roof',
  pipelineStageId: stages[0]?.id,
  status: 'open',
  contactId,
})

/** The official SDK 3.1.0. */
function sdk(): Client {
  const services = connectSdk(address.url, server.token)
  const call = async <Body>(service: string, method: string, ...args: unknown[]) =>
    (await services[service]?.[method]?.(...args)) as Body
  const { locationId, userId } = server
  return {
    async findPlace() {
      return salesOf(await call<WithPipelines>('opportunities', 'getPipelines', { locationId }))
    },
    async findOrMakeContact(email) {
      const { contact } = await call<WithContact>('contacts', 'upsertContact', { locationId, email })
      return contact.id
    },
    async findOpportunity({ pipelineId }, contactId) {
      const query = { locationId, pipelineId, contactId, status: 'open', limit: 1 }
      return (await call<WithOpportunities>('opportunities', 'searchOpportunity', query)).opportunities[0]
    },
    async makeOpportunity(place, contactId) {
      const body = newOpportunity(place, contactId)
      return (await call<WithOpportunities>('opportunities', 'createOpportunity', body)).opportunity
    },
    async move(id, pipelineStageId) {
      await call('opportunities', 'updateOpportunity', { id }, { pipelineStageId })
    },
    async note(contactId, _email, body) {
      await call('contacts', 'createNote', { contactId }, { body, userId })
    },
  }
}

/** Requests without a client library, which must succeed. */
function requests() {
  const headers = { accept: 'application/json', 'content-type': 'application/json' }
  const call = plainClient(address.url, server.token, headers)
  return async <Body>(method: string, path: string, body?: object): Promise<Body> => {
    const answer = await call<Body>(method, path, body)
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
    return answer.body
  }
}

/** n8n's HighLevel node: it has no filter by contact, and makes notes only when it upserts one. */
function n8n(): Client {
  const call = requests()
  const { locationId } = server
  const upsert = async (email: string) => {
    const fields = { email, phone: '', locationId }
    return (await call<WithContact>('POST', '/contacts/upsert/', fields)).contact.id
  }
  return {
    async findPlace() {
      return salesOf(await call('GET', `/opportunities/pipelines?locationId=${locationId}`))
    },
    findOrMakeContact: upsert,
    async findOpportunity({ pipelineId }, _contactId, q) {
      const filters = { limit: '1', pipeline_id: pipelineId, status: 'open', q, location_id: locationId }
      const query = new URLSearchParams(filters)
      return (await call<WithOpportunities>('GET', `/opportunities/search?${query}`)).opportunities[0]
    },
    async makeOpportunity(place, contactId) {
      const body = newOpportunity(place, contactId)
      return (await call<WithOpportunities>('POST', '/opportunities/', body)).opportunity
    },
    async move(id, pipelineStageId) {
      await call('PUT', `/opportunities/${id}`, { pipelineStageId })
    },
    async note(_contactId, email, body) {
      await call('POST', `/contacts/${await upsert(email)}/notes`, { userId: locationId, body })
    },
  }
}

/** The tools of an MCP server: it searches for the contact before it creates one. */
function mcp(): Client {
  const call = requests()
  const { locationId } = server
  return {
    async findPlace() {
      return salesOf(await call('GET', `/opportunities/pipelines?locationId=${locationId}`))
    },
    async findOrMakeContact(email) {
      const search = { locationId, pageLimit: 25, query: email }
      const { contacts } = await call<WithContact>('POST', '/contacts/search', search)
      if (contacts[0]) return contacts[0].id
      return (await call<WithContact>('POST', '/contacts/', { locationId, email })).contact.id
    },
    async findOpportunity({ pipelineId }, contactId) {
      const filters = { location_id: locationId, limit: '20', pipeline_id: pipelineId, contact_id: contactId }
      const query = new URLSearchParams({ ...filters, status: 'open' })
      return (await call<WithOpportunities>('GET', `/opportunities/search?${query}`)).opportunities[0]
    },
    async makeOpportunity({ pipelineId }, contactId) {
      // Its tool has no stage.
      const body = { locationId, name: 'Roof', pipelineId, contactId, status: 'open' }
      return (await call<WithOpportunities>('POST', '/opportunities/', body)).opportunity
    },
    async move(id, pipelineStageId) {
      await call('PUT', `/opportunities/${id}`, { pipelineStageId })
    },
    async note(contactId, _email, body) {
      await call('POST', `/contacts/${contactId}/notes`, { body })
    },
  }
}

/** Runs the flow once. @returns what it found and did. */
async function run(client: Client, email: string) {
  const place = await client.findPlace()
  const contactId = await client.findOrMakeContact(email)
  const found = await client.findOpportunity(place, contactId, email)
  const opportunity = found ?? (await client.makeOpportunity(place, contactId))
  const position = place.stages.findIndex(({ id }) => id === opportunity.pipelineStageId)
  const next = String(place.stages[position + 1]?.id)
  await client.move(opportunity.id, next)
  await client.note(contactId, email, `Moved to stage ${position + 2}`)
  return { contactId, opportunityId: opportunity.id, isNew: found === undefined, stageId: next }
}

describe('find or make the contact and its opportunity, move it a stage, note it', () => {
  it.each([
    { name: 'the official SDK', connect: sdk },
    { name: "n8n's node", connect: n8n },
    { name: 'an MCP server', connect: mcp },
  ])('BR-319 with $name', async ({ name, connect }) => {
    const email = `${name.replace(/\W+/g, '.')}@example.com`.toLowerCase()
    const client = connect()
    const first = await run(client, email)
    const second = await run(client, email)
    const { stages } = await client.findPlace()
    expect(first).toMatchObject({ isNew: true, stageId: stages[1]?.id })
    expect(second).toEqual({ ...first, isNew: false, stageId: stages[2]?.id })

    const { body } = await server.call<WithOpportunities>('GET', `/opportunities/${first.opportunityId}`)
    expect(body.opportunity).toMatchObject({ contactId: first.contactId, pipelineStageId: stages[2]?.id })
    const notes = await server.call<{ notes: { body: string }[] }>(
      'GET',
      `/contacts/${first.contactId}/notes`,
    )
    expect(notes.body.notes.map(({ body }) => body).sort()).toEqual(['Moved to stage 2', 'Moved to stage 3'])
  })
})
