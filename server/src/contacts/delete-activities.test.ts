import { afterAll, beforeAll, expect, it } from 'vitest'
import { everyTable } from '../../../test/access/tables.ts'
import { newAutomation } from '../../../test/support/activities.ts'
import { newContact } from '../../../test/support/contacts.ts'
import { startTestServer, type TestServer } from '../../../test/support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

/** A contact with one of everything. */
async function contactWithAll(campaignId: string, workflowId: string): Promise<string> {
  const id = await newContact(server)
  const requests: [string, object][] = [
    [`/contacts/${id}/notes`, { body: 'x' }],
    [`/contacts/${id}/tasks`, { title: 'x', dueDate: '2030-01-01', completed: false }],
    [`/contacts/${id}/followers`, { followers: [server.userId] }],
    [`/contacts/${id}/campaigns/${campaignId}`, {}],
    [`/contacts/${id}/workflow/${workflowId}`, {}],
    [
      '/_contactd/appointments',
      { contactId: id, title: 'x', startTime: '2030-01-01', endTime: '2030-01-01' },
    ],
  ]
  for (const [url, body] of requests) expect((await server.call('POST', url, body)).status, url).toBe(201)
  return id
}

/** The tables in which an id stands. */
async function tablesWith(id: string): Promise<string[]> {
  const tables = await everyTable(server.storage)
  return Object.keys(tables).filter((name) => tables[name]?.includes(id))
}

it('BR-223 a contact that is deleted takes with it what is its own, and nothing of another', async () => {
  const campaignId = await newAutomation(server, 'campaign')
  const workflowId = await newAutomation(server, 'workflow')
  const kept = await contactWithAll(campaignId, workflowId)
  const gone = await contactWithAll(campaignId, workflowId)
  const before = await tablesWith(kept)
  expect(before).toEqual(
    expect.arrayContaining(['notes', 'tasks', 'appointments', 'campaign_contacts', 'workflow_contacts']),
  )
  expect(await tablesWith(gone)).toEqual(before)
  expect((await server.call('DELETE', `/contacts/${gone}`)).status).toBe(200)
  expect(await tablesWith(gone)).toEqual([])
  expect(await tablesWith(kept)).toEqual(before)
})
