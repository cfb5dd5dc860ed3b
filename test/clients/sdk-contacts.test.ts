import { HighLevel } from '@gohighlevel/api-client'
import { HighLevel as HighLevel2 } from '@gohighlevel/api-client-2'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoIds } from '../../server/src/demo/demo-ids.ts'
import { type DemoServer, startDemoServer } from '../support/demo-server.ts'

const locationId = demoIds.location
const userId = demoIds.user
const done = { succeded: true, succeeded: true }

let server: DemoServer
beforeAll(async () => {
  server = await startDemoServer()
})
afterAll(() => server.close())

/** The types of the SDK's methods differ from HighLevel's responses. */
type Call = (...args: unknown[]) => Promise<Record<string, unknown>>
type Contacts = Record<string, Call>

/** The SDK's contacts service, and a contact to test it on. */
interface Story {
  /** Sends a request without the SDK, and returns the response. */
  send(method: string, path: string, body?: object): Promise<Record<string, Record<string, unknown>>>
  contacts: Contacts
  contactId: string
  email: string
}

/** Creates something, and returns its id. */
async function made({ send }: Story, path: string, body: object, name: string): Promise<string> {
  return String((await send('POST', path, body))[name]?.id)
}

const aBusiness = (story: Story) =>
  made(story, '/businesses/', { locationId, name: 'Deo Works' }, 'buiseness')
const aCampaign = (story: Story) =>
  made(story, '/_contactd/campaigns', { locationId, name: 'Hi' }, 'campaign')
const aWorkflow = (story: Story) =>
  made(story, '/_contactd/workflows', { locationId, name: 'Hi' }, 'workflow')
const aNote = (story: Story) => made(story, `/contacts/${story.contactId}/notes`, { body: 'A call' }, 'note')
const aTask = (story: Story) =>
  made(story, `/contacts/${story.contactId}/tasks`, { title: 'Call', dueDate, completed: false }, 'task')

const dueDate = '2026-10-25T11:00:00.000Z'
const ids = (rows: unknown) => (rows as { id: string }[]).map(({ id }) => id)
const joined = async ({ send, contactId }: Story, noun: 'campaigns' | 'workflows') => {
  const answer = await send('GET', `/_contactd/${noun}?locationId=${locationId}&contactId=${contactId}`)
  return (answer[noun] as unknown as { membership: { status: string } }[]).map(
    ({ membership }) => membership.status,
  )
}

/** Each SDK method for contacts: calls it, and verifies its effect. */
const methods: Record<string, (story: Story, call: Call) => Promise<void>> = {
  async createContact({ contacts }, call) {
    const body = {
      locationId,
      firstName: 'Sam',
      lastName: 'Kit',
      tags: ['New'],
      country: 'DE',
      gender: 'male',
    }
    const { contact } = await call(body)
    expect(contact).toMatchObject({ name: 'Sam Kit', tags: ['new'], country: 'DE', locationId })
    const contactId = (contact as { id: string }).id
    expect(await contacts.getContact?.({ contactId })).toMatchObject({ contact: { firstName: 'Sam' } })
  },
  async getContact({ contactId, email }, call) {
    expect(await call({ contactId })).toMatchObject({ contact: { id: contactId, email } })
  },
  async updateContact({ contactId, contacts, email }, call) {
    expect(await call({ contactId }, { city: 'Oslo' })).toMatchObject({
      ...done,
      contact: { city: 'Oslo', email },
    })
    expect(await contacts.getContact?.({ contactId })).toMatchObject({ contact: { city: 'Oslo' } })
  },
  async deleteContact({ contactId, contacts }, call) {
    expect(await call({ contactId })).toMatchObject(done)
    await expect(contacts.getContact?.({ contactId })).rejects.toMatchObject({ statusCode: 400 })
  },
  async upsertContact({ contactId, email, contacts }, call) {
    const changed = await call({ locationId, email: email.toUpperCase(), lastName: 'Other' })
    expect(changed).toMatchObject({ new: false, contact: { id: contactId, lastName: 'Other' } })
    const made = await call({ locationId, email: `new-${email}` })
    expect(made).toMatchObject({ new: true, contact: { email: `new-${email}` } })
    const { id } = made.contact as { id: string }
    expect(await contacts.getContact?.({ contactId: id })).toMatchObject({ contact: { id } })
  },
  async getDuplicateContact({ contactId, email }, call) {
    expect(await call({ locationId, email })).toMatchObject({ contact: { id: contactId } })
    expect(await call({ locationId, email: 'nobody@example.com' })).toMatchObject({ contact: null })
  },
  async searchContactsAdvanced({ contactId, email }, call) {
    const filters = [{ field: 'email', operator: 'eq', value: email }]
    const found = await call({ locationId, pageLimit: 5, filters })
    expect(found).toMatchObject({ total: 1, contacts: [{ id: contactId }] })
  },
  async getContacts({ contactId, email }, call) {
    const listed = await call({ locationId, query: email, limit: 5 })
    expect(listed).toMatchObject({ contacts: [{ id: contactId, email }], count: 1 })
  },
  async addTags({ contactId }, call) {
    expect(await call({ contactId }, { tags: ['VIP'] })).toEqual({ tags: ['old', 'vip'], tagsAdded: ['vip'] })
  },
  async removeTags({ contactId }, call) {
    expect(await call({ contactId }, { tags: ['Old', 'none'] })).toEqual({ tags: [], tagsRemoved: ['old'] })
  },
  async createAssociation({ contactId, contacts }, call) {
    const added = await call({ type: 'add' }, { contacts: [contactId], tags: ['Many'], locationId })
    expect(added).toMatchObject({
      errorCount: 0,
      responses: [{ contactId, tagsAdded: ['many'], type: 'success' }],
    })
    await call({ type: 'remove' }, { contacts: [contactId], tags: ['old'], locationId })
    expect(await contacts.getContact?.({ contactId })).toMatchObject({ contact: { tags: ['many'] } })
  },
  async addRemoveContactFromBusiness(story, call) {
    const { contactId, contacts } = story
    const businessId = await aBusiness(story)
    expect(await call({ locationId, ids: [contactId], businessId })).toEqual({
      success: true,
      ids: [contactId],
    })
    expect(await contacts.getContact?.({ contactId })).toMatchObject({ contact: { businessId } })
    await call({ locationId, ids: [contactId], businessId: null })
    const { contact } = (await contacts.getContact?.({ contactId })) ?? {}
    expect(contact).not.toHaveProperty('businessId')
  },
  async getContactsByBusinessId(story, call) {
    const businessId = await aBusiness(story)
    const body = { locationId, ids: [story.contactId], businessId }
    await story.contacts.addRemoveContactFromBusiness?.(body)
    const { contacts, count } = await call({ businessId, locationId, limit: '10', skip: '0' })
    expect({ ids: ids(contacts), count }).toEqual({ ids: [story.contactId], count: 1 })
  },
  async createNote({ contactId, contacts }, call) {
    const { note } = await call({ contactId }, { body: 'Wants the papers', userId })
    expect(note).toMatchObject({ body: 'Wants the papers', userId, contactId })
    const { id } = note as { id: string }
    expect(await contacts.getNote?.({ contactId, id })).toEqual({ note })
  },
  async getAllNotes(story, call) {
    const { contactId } = story
    const made = [await aNote(story), await aNote(story)]
    expect(ids((await call({ contactId })).notes).sort()).toEqual(made.sort())
  },
  async getNote(story, call) {
    const id = await aNote(story)
    expect(await call({ contactId: story.contactId, id })).toMatchObject({ note: { id, body: 'A call' } })
  },
  async updateNote(story, call) {
    const { contactId, contacts } = story
    const id = await aNote(story)
    expect(await call({ contactId, id }, { body: 'Two calls', userId })).toMatchObject({
      note: { body: 'Two calls' },
    })
    expect(await contacts.getNote?.({ contactId, id })).toMatchObject({ note: { body: 'Two calls' } })
  },
  async deleteNote(story, call) {
    const { contactId, contacts } = story
    const id = await aNote(story)
    expect(await call({ contactId, id })).toEqual(done)
    expect(await contacts.getAllNotes?.({ contactId })).toEqual({ notes: [] })
  },
  async createTask({ contactId, contacts }, call) {
    const { task } = await call(
      { contactId },
      { title: 'Call', dueDate, completed: false, assignedTo: userId },
    )
    expect(task).toMatchObject({ title: 'Call', dueDate, completed: false, assignedTo: userId, contactId })
    const { id: taskId } = task as { id: string }
    expect(await contacts.getTask?.({ contactId, taskId })).toEqual({ task })
  },
  async getAllTasks(story, call) {
    const { contactId } = story
    const made = [await aTask(story), await aTask(story)]
    expect(ids((await call({ contactId })).tasks).sort()).toEqual(made.sort())
  },
  async getTask(story, call) {
    const taskId = await aTask(story)
    expect(await call({ contactId: story.contactId, taskId })).toMatchObject({
      task: { id: taskId, dueDate },
    })
  },
  async updateTask(story, call) {
    const { contactId, contacts } = story
    const taskId = await aTask(story)
    expect(await call({ contactId, taskId }, { title: 'Write' })).toMatchObject({
      task: { title: 'Write', dueDate },
    })
    expect(await contacts.getTask?.({ contactId, taskId })).toMatchObject({ task: { title: 'Write' } })
  },
  async updateTaskCompleted(story, call) {
    const { contactId, contacts } = story
    const taskId = await aTask(story)
    expect(await call({ contactId, taskId }, { completed: true })).toMatchObject({
      task: { completed: true },
    })
    expect(await contacts.getTask?.({ contactId, taskId })).toMatchObject({ task: { completed: true } })
  },
  async deleteTask(story, call) {
    const { contactId, contacts } = story
    const taskId = await aTask(story)
    expect(await call({ contactId, taskId })).toEqual(done)
    expect(await contacts.getAllTasks?.({ contactId })).toEqual({ tasks: [] })
  },
  async addFollowersContact({ contactId, contacts }, call) {
    const answer = await call({ contactId }, { followers: [userId] })
    expect(answer).toMatchObject({ followers: [userId], followersAdded: [userId] })
    expect(await contacts.getContact?.({ contactId })).toMatchObject({ contact: { followers: [userId] } })
  },
  async removeFollowersContact({ contactId, contacts }, call) {
    await contacts.addFollowersContact?.({ contactId }, { followers: [userId] })
    // The SDK sends this DELETE with a JSON body.
    const answer = await call({ contactId }, { followers: [userId] })
    expect(answer).toMatchObject({ followers: [], followersRemoved: [userId] })
  },
  async getAppointmentsForContact({ send, contactId }, call) {
    const times = { startTime: '2026-07-16T11:00:00Z', endTime: '2026-07-16T12:00:00Z' }
    await send('POST', '/_contactd/appointments', { contactId, title: 'First visit', ...times })
    expect(await call({ contactId })).toMatchObject({ events: [{ contactId, title: 'First visit' }] })
  },
  async addContactToCampaign(story, call) {
    const campaignId = await aCampaign(story)
    expect(await call({ contactId: story.contactId, campaignId }, {})).toEqual(done)
    expect(await joined(story, 'campaigns')).toEqual(['added'])
  },
  async removeContactFromCampaign(story, call) {
    const { contactId, contacts } = story
    const campaignId = await aCampaign(story)
    await contacts.addContactToCampaign?.({ contactId, campaignId }, {})
    expect(await call({ contactId, campaignId })).toEqual(done)
    expect(await joined(story, 'campaigns')).toEqual(['removed'])
  },
  async removeContactFromEveryCampaign(story, call) {
    const { contactId, contacts } = story
    for (const campaignId of [await aCampaign(story), await aCampaign(story)]) {
      await contacts.addContactToCampaign?.({ contactId, campaignId }, {})
    }
    expect(await call({ contactId })).toEqual(done)
    expect(await joined(story, 'campaigns')).toEqual(['removed', 'removed'])
  },
  async addContactToWorkflow(story, call) {
    const workflowId = await aWorkflow(story)
    const body = { eventStartTime: '2026-07-16T11:00:00+01:00' }
    expect(await call({ contactId: story.contactId, workflowId }, body)).toEqual(done)
    expect(await joined(story, 'workflows')).toEqual(['active'])
  },
  async deleteContactFromWorkflow(story, call) {
    const { contactId, contacts } = story
    const workflowId = await aWorkflow(story)
    const body = { eventStartTime: '2026-07-16T11:00:00+01:00' }
    await contacts.addContactToWorkflow?.({ contactId, workflowId }, body)
    expect(await call({ contactId, workflowId }, body)).toEqual(done)
    expect(await joined(story, 'workflows')).toEqual(['finished'])
  },
}

describe.each([
  { release: '3.1.0', Client: HighLevel },
  { release: '2.3.0', Client: HighLevel2 as unknown as typeof HighLevel },
])('the official SDK $release', ({ release, Client }) => {
  function connect(): Contacts {
    const highLevel = new Client({ privateIntegrationToken: server.token, logLevel: 'none' })
    highLevel.getHttpClient().defaults.baseURL = server.url
    return highLevel.contacts as unknown as Contacts
  }

  async function begin(method: string): Promise<Story> {
    const email = `${method.toLowerCase()}-${release}@example.com`
    const send: Story['send'] = async (verb, path, body) => {
      const reply = await fetch(`${server.url}${path}`, {
        method: verb,
        headers: {
          authorization: `Bearer ${server.token}`,
          version: '2021-07-28',
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
      })
      expect(reply.ok).toBe(true)
      return (await reply.json()) as Awaited<ReturnType<Story['send']>>
    }
    const { contact } = await send('POST', '/contacts/', { locationId, email, tags: ['old'] })
    return { send, contacts: connect(), contactId: String(contact?.id), email }
  }

  it('BR-315 has no untested method for contacts', () => {
    const { constructor: _, ...all } = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(connect()))
    expect(Object.keys(all).sort()).toEqual(Object.keys(methods).sort())
    expect(Object.keys(all)).toHaveLength(32)
  })

  it.each(Object.entries(methods))('BR-315 contacts.%s', async (method, tryOut) => {
    const story = await begin(method)
    let calls = 0
    await tryOut(story, (...args) => {
      calls++
      return story.contacts[method]?.(...args) ?? Promise.reject(new Error(`The SDK has no ${method}.`))
    })
    expect(calls).toBeGreaterThan(0)
  })
})
