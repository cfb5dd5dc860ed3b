import { beforeAll, describe, expect, it } from 'vitest'
import { isUntouched, newAutomation } from '../../../../test/support/activities.ts'
import { newContact } from '../../../../test/support/contacts.ts'
import { bearer, type Method } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'

const server = useTestServer()
/** The headers of callers without access to the contact: of a sibling location, and of another company. */
let sibling: Record<string, string>
let stranger: Record<string, string>
let contactId: string
/** The ids in the paths. */
let ids: Record<string, string>
beforeAll(async () => {
  const { fixtures, companyId, call } = server
  const there = await fixtures.location(companyId)
  sibling = bearer((await fixtures.token({ companyId, locationId: there })).token)
  const elsewhere = await fixtures.company()
  const farAway = { companyId: elsewhere, locationId: await fixtures.location(elsewhere) }
  stranger = bearer((await fixtures.token(farAway)).token)
  contactId = await newContact(server)
  const here = `/contacts/${contactId}`
  const note = await call<{ note: { id: string } }>('POST', `${here}/notes`, { body: 'x' })
  const due = { title: 'x', dueDate: '2030-01-01', completed: false }
  const task = await call<{ task: { id: string } }>('POST', `${here}/tasks`, due)
  ids = {
    noteId: note.body.note.id,
    taskId: task.body.task.id,
    campaignId: await newAutomation(server, 'campaign'),
    workflowId: await newAutomation(server, 'workflow'),
  }
})

const operations: [Method, string][] = [
  ['GET', '/notes'],
  ['POST', '/notes'],
  ['GET', '/notes/:noteId'],
  ['PUT', '/notes/:noteId'],
  ['DELETE', '/notes/:noteId'],
  ['GET', '/tasks'],
  ['POST', '/tasks'],
  ['GET', '/tasks/:taskId'],
  ['PUT', '/tasks/:taskId'],
  ['DELETE', '/tasks/:taskId'],
  ['PUT', '/tasks/:taskId/completed'],
  ['POST', '/followers'],
  ['DELETE', '/followers'],
  ['GET', '/appointments'],
  ['POST', '/campaigns/:campaignId'],
  ['DELETE', '/campaigns/:campaignId'],
  ['DELETE', '/campaigns/removeAll'],
  ['POST', '/workflow/:workflowId'],
  ['DELETE', '/workflow/:workflowId'],
]

describe.each(operations)('%s /contacts/:contactId%s', (method, rest) => {
  // Invalid for every operation with a body: the contact is checked first.
  const body = method === 'GET' ? undefined : { wrong: true }
  const named = rest.replace(/:(\w+)/, (_, name: string) => `{${name}}`)
  const url = (contact: string) =>
    `/contacts/${contact}${named.replace(/\{(\w+)\}/, (_, name: string) => ids[name] ?? '')}`

  async function refuses(contact: string, headers: object, status: number, message: string): Promise<void> {
    const send = async () => {
      const reply = await server.call(method, url(contact), body, { ...headers })
      expect([reply.status, reply.body.message]).toEqual([status, message])
    }
    expect(await isUntouched(server, send)).toBe(true)
  }

  it('BR-212 refuses an unknown contact', async () => {
    await refuses('unknown', {}, 400, 'Contact not found for id:unknown')
    await refuses('a'.repeat(20), {}, 400, `Contact not found for id:${'a'.repeat(20)}`)
  })

  it('BR-212 refuses a contact of another location, and reveals nothing to another company', async () => {
    await refuses(contactId, sibling, 403, 'The token does not have access to this location.')
    await refuses(contactId, stranger, 400, `Contact not found for id:${contactId}`)
  })
})

const nested = operations.filter(([, rest]) => /:(note|task)Id/.test(rest))

it.each(nested)('BR-212 %s /contacts/:contactId%s refuses one of another contact', async (method, rest) => {
  const other = await newContact(server)
  const noun = rest.includes('note') ? 'Note' : 'Task'
  for (const id of [ids[`${noun.toLowerCase()}Id`] ?? '', 'unknown', '%00', 'x'.repeat(200)]) {
    const url = `/contacts/${other}${rest.replace(/:\w+/, id)}`
    const reply = await server.call(method, url, method === 'PUT' ? { wrong: true } : undefined)
    expect([reply.status, reply.body.message]).toEqual([
      400,
      `${noun} not found for id:${decodeURIComponent(id)}`,
    ])
  }
})
