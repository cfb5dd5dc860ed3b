import { beforeAll, describe, expect, it } from 'vitest'
import { useAddress } from '../support/use-address.ts'
import { useTestServer } from '../support/use-test-server.ts'
import { plainClient } from './plain-client.ts'

/*
 * Requests as a public MCP server sends them for its tools of locations: axios with one set of headers, missing
 * arguments omitted, default limits added.
 */

interface Made {
  campaign: { id: string }
  contact: { id: string }
  customValue: { id: string }
  workflow: { id: string }
}

const server = useTestServer()
const address = useAddress(server)
let call: ReturnType<typeof plainClient>
beforeAll(() => {
  const headers = { accept: 'application/json', 'content-type': 'application/json' }
  call = plainClient(address.url, server.token, headers)
})

describe('the tools of an MCP server', () => {
  it('BR-317 list, create, get, update and delete custom values', async () => {
    const path = `/locations/${server.locationId}/customValues`
    const made = await call<Made>('POST', path, { name: 'Opening hours', value: '9-17' })
    expect(made).toMatchObject({ body: { customValue: { name: 'Opening hours', value: '9-17' } } })
    const itsPath = `${path}/${made.body.customValue.id}`
    const changed = { name: 'Opening hours', value: '8-18' }
    expect(await call('PUT', itsPath, changed)).toMatchObject({ status: 200, body: { customValue: changed } })
    expect(await call('GET', itsPath)).toMatchObject({ status: 200, body: { customValue: changed } })
    expect(await call('GET', path)).toMatchObject({ status: 200, body: { customValues: [changed] } })
    expect(await call('DELETE', itsPath)).toMatchObject({ status: 200, body: { succeded: true } })
  })

  it('BR-317 list templates with its defaults, and delete one', async () => {
    const { locationId } = server
    const { id } = await server.fixtures.template(locationId)
    const path = `/locations/${locationId}/templates`
    const query = new URLSearchParams({ originId: locationId, deleted: 'false', skip: '0', limit: '25' })
    expect(await call('GET', `${path}?${query}`)).toMatchObject({
      status: 200,
      body: { templates: [{ id }], totalCount: 1 },
    })
    expect(await call('DELETE', `${path}/${id}`)).toMatchObject({ status: 200 })
  })

  it('BR-317 search the tasks of a location', async () => {
    const { locationId, userId } = server
    const { contact } = (await call<Made>('POST', '/contacts/', { locationId, firstName: 'Ona' })).body
    const task = { title: 'Follow up', dueDate: '2026-12-31T23:59:59Z', completed: false, assignedTo: userId }
    await call('POST', `/contacts/${contact.id}/tasks`, task)
    const path = `/locations/${locationId}/tasks/search`
    const found = { tasks: [{ title: 'Follow up', contactId: contact.id, assignedTo: userId }] }
    for (const search of [
      {},
      {
        contactId: [contact.id],
        completed: false,
        assignedTo: [userId],
        query: 'follow',
        limit: 25,
        skip: 0,
      },
    ]) {
      expect((await call('POST', path, search)).body).toMatchObject(found)
    }
    expect((await call('POST', path, { completed: true })).body).toMatchObject({ tasks: [] })
  })

  it('BR-317 list workflows and campaigns', async () => {
    const { locationId } = server
    const { workflow } = (await call<Made>('POST', '/_contactd/workflows', { locationId, name: 'Hi' })).body
    const { campaign } = (await call<Made>('POST', '/_contactd/campaigns', { locationId, name: 'Hi' })).body
    expect(await call('GET', `/workflows/?locationId=${locationId}`)).toMatchObject({
      status: 200,
      body: { workflows: [{ id: workflow.id, status: 'published' }] },
    })
    expect(await call('GET', `/campaigns/?locationId=${locationId}`)).toMatchObject({
      status: 200,
      body: { campaigns: [{ id: campaign.id, status: 'published' }] },
    })
  })
})
