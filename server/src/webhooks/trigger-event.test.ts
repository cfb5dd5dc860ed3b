import { beforeAll, describe, expect, it } from 'vitest'
import { newContact } from '../../../test/support/contacts.ts'
import { FiredEvents } from '../../../test/support/fired-events.ts'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import { allEventTypes, type EventType } from '../api/events/event-types.ts'
import { createPipeline } from '../api/pipelines/create-pipeline.ts'
import { triggerEvent } from './trigger-event.ts'

const server = useTestServer()
let fired: FiredEvents
let whole: string
let bare: string
beforeAll(async () => {
  bare = await newContact(server, { firstName: 'Bare' })
  whole = await newContact(server, { firstName: 'Whole', tags: ['vip'] })
  const { storage, ids, clock, locationId } = server
  const post = async (url: string, body: object) =>
    expect((await server.call('POST', url, body)).status).toBe(201)
  await post(`/contacts/${whole}/notes`, { body: 'A note' })
  await post(`/contacts/${whole}/tasks`, { title: 'A task', dueDate: '2030-01-01', completed: false })
  const pipeline = await storage.write(
    (tx) => createPipeline(tx, { ids, clock }, locationId, { name: 'Sales', stages: ['New'] }),
    { locationId },
  )
  const opportunity = {
    pipelineId: pipeline.id,
    locationId,
    name: 'A deal',
    status: 'open',
    contactId: whole,
  }
  await post('/opportunities/', opportunity)
  fired = await FiredEvents.watch(server, locationId)
})

const trigger = (type: EventType, contactId?: string) => {
  const { storage, clock, ids, locationId } = server
  return storage.write((tx) => triggerEvent(tx, { clock, ids }, { type, locationId, contactId }), {
    locationId,
  })
}

describe('an event that is triggered', () => {
  const ofContacts = allEventTypes.filter((type) => /^(Contact|Note|Task|Opportunity)/.test(type))

  it.each(ofContacts)('BR-735 %s has the content of a record of the contact', async (type) => {
    const triggered = await trigger(type, whole)
    expect(triggered).toMatchObject({ event: type, locationId: server.locationId, contactId: whole })
    const [event, another] = await fired.take()
    expect(another).toBeUndefined()
    expect(event).toMatchObject({ type, contactId: whole })
    const text = /^Contact/.test(type) ? '"firstName":"Whole"' : /"(body|title|name)":"A (note|task|deal)"/
    expect(event?.text).toMatch(text)
  })

  it.each(['LocationUpdate', 'UserCreate', 'NoteCreate'] as const)(
    'BR-735 %s needs no contact',
    async (type) => {
      expect(await trigger(type)).toMatchObject({ event: type })
      expect(await fired.take()).toMatchObject([{ type }])
    },
  )

  it.each<[EventType, () => string | undefined, RegExp]>([
    ['NoteCreate', () => bare, /^The contact \w+ of the location \w+ has no note that NoteCreate/],
    ['ContactUpdate', () => 'unknown', /^The location \w+ has no contact unknown\.$/],
    ['INSTALL', () => undefined, /contactd app install/],
  ])('BR-735 %s without a record is refused, and nothing is recorded', async (type, contact, sentence) => {
    await expect(trigger(type, contact())).rejects.toThrow(sentence)
    expect(await fired.take()).toEqual([])
  })

  it('BR-735 is refused if no webhook takes it', async () => {
    const { storage, clock, ids } = server
    const locationId = 'withoutWebhooks00000'
    const triggering = storage.write(
      (tx) => triggerEvent(tx, { clock, ids }, { type: 'ContactUpdate', locationId }),
      { locationId },
    )
    await expect(triggering).rejects.toThrow(
      'No webhook of the location withoutWebhooks00000 takes ContactUpdate',
    )
  })
})
