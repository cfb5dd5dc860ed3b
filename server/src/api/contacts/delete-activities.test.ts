import { describe, expect, it } from 'vitest'
import { everyTable } from '../../../../test/access/tables.ts'
import { newAutomation } from '../../../../test/support/activities.ts'
import { newContact } from '../../../../test/support/contacts.ts'
import { plantOpportunity } from '../../../../test/support/opportunities.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { resumeBackgroundWork } from '../../lifecycle/resume-background-work.ts'
import { type Storage, StorageUnavailableError } from '../../storage/storage.ts'
import { noteStatements } from '../notes/note.ts'
import { deleteContact } from './delete-contact.ts'

const server = useTestServer()

/** A contact with one sub-resource of each kind. */
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
  await plantOpportunity(server, id)
  return id
}

/** The tables that contain an id. */
async function tablesWith(id: string): Promise<string[]> {
  const tables = await everyTable(server.storage)
  return Object.keys(tables).filter((name) => tables[name]?.includes(id))
}

it('BR-223 a deleted contact loses its sub-resources, and other contacts keep theirs', async () => {
  const campaignId = await newAutomation(server, 'campaign')
  const workflowId = await newAutomation(server, 'workflow')
  const kept = await contactWithAll(campaignId, workflowId)
  const gone = await contactWithAll(campaignId, workflowId)
  const before = await tablesWith(kept)
  expect(before).toEqual(
    expect.arrayContaining([
      'notes',
      'tasks',
      'appointments',
      'opportunities',
      'campaign_contacts',
      'workflow_contacts',
    ]),
  )
  expect(await tablesWith(gone)).toEqual(before)
  expect((await server.call('DELETE', `/contacts/${gone}`)).status).toBe(200)
  // The server remembers the id of a deleted contact for 90 days (BR-385).
  expect(await tablesWith(gone)).toEqual(['deleted_contacts'])
  expect(await tablesWith(kept)).toEqual(before)
})

describe('a contact with many sub-resources', () => {
  const never = new AbortController().signal

  /** Adds notes with this `size`, which is what the limit counts. */
  async function addNotes(contactId: string, count: number, size: number): Promise<void> {
    const { storage, locationId, ids } = server
    await storage.write(async (tx) => {
      for (let sortTime = 0; sortTime < count; sortTime += 1) {
        const id = ids.next()
        const document = JSON.stringify({ id, body: 'x', contactId })
        await tx.run(noteStatements.insert, { locationId, contactId, id, sortTime, size, document })
      }
    }, 'database')
  }

  /** How many notes each contact has after each write of a deletion. */
  async function deleteStepByStep(
    id: string,
    stopping: AbortSignal,
    afterWrite: () => void,
  ): Promise<number[]> {
    const { clock, ids, locationId, companyId } = server
    const left: number[] = []
    const write: Storage['write'] = async (fn, scope) => {
      const result = await server.storage.write(fn, scope)
      const place = { locationId, contactId: id }
      left.push((await server.storage.read((tx) => tx.get(noteStatements.measure, place)))?.count ?? 0)
      afterWrite()
      return result
    }
    const storage: Storage = Object.assign(Object.create(server.storage), { write })
    const caller = { kind: 'private', sourceId: 'x', scopes: new Set<string>(), rateLimitKey: 'x' } as const
    await deleteContact({ storage, clock, ids }, { ...caller, companyId, locationId }, id, stopping)
    return left
  }

  it.each<[string, number, number, number[]]>([
    ['in numbers', 500, 10, [300, 100, 0]],
    ['in length', 20, 65_536, [12, 4, 0]],
    ['if they are too long for one write', 3, 8 * 1024 * 1024, [2, 1, 0]],
    ['as many as fit in each', 200, 10, [0]],
  ])('BR-223 loses them in several writes, %s', async (_what, count, size, left) => {
    const id = await newContact(server)
    await addNotes(id, count, size)
    expect(await deleteStepByStep(id, never, () => {})).toEqual(left)
    expect(await tablesWith(id)).toEqual(['deleted_contacts'])
  })

  it('BR-223 is deleted at once, and the next start deletes what was left after a stop', async () => {
    const campaignId = await newAutomation(server, 'campaign')
    const workflowId = await newAutomation(server, 'workflow')
    const kept = await contactWithAll(campaignId, workflowId)
    const keptIn = await tablesWith(kept)
    const id = await contactWithAll(campaignId, workflowId)
    await addNotes(id, 1600, 10)
    const stopping = new AbortController()
    const left = await deleteStepByStep(id, stopping.signal, () => stopping.abort())
    expect(left).toEqual([1401])
    expect((await server.call('GET', `/contacts/${id}`)).status).toBe(400)
    expect((await server.call('GET', `/contacts/${id}/notes`)).status).toBe(400)
    expect((await server.call('DELETE', `/contacts/${id}`)).status).toBe(400)
    expect(await tablesWith(id)).toEqual(expect.arrayContaining(['notes', 'tasks', 'contact_deletions']))

    await resumeBackgroundWork(server, never)
    expect(await tablesWith(id)).toEqual(['deleted_contacts'])
    expect(await tablesWith(kept)).toEqual(keptIn)
  })

  it('BR-223 is deleted even if the database can delete the rest only later', async () => {
    const id = await newContact(server)
    await addNotes(id, 600, 10)
    let writes = 0
    const failing = () => {
      writes += 1
      if (writes === 1) return
      throw new StorageUnavailableError('full')
    }
    await deleteStepByStep(id, never, failing)
    expect(writes).toBe(2)
    expect((await server.call('GET', `/contacts/${id}`)).status).toBe(400)
    await resumeBackgroundWork(server, never)
    expect(await tablesWith(id)).toEqual(['deleted_contacts'])
  })
})
