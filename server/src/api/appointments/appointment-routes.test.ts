import { beforeEach, describe, expect, it } from 'vitest'
import { type ActivityReply, isUntouched } from '../../../../test/support/activities.ts'
import { newContact } from '../../../../test/support/contacts.ts'
import { bearer } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { appointmentKind } from './appointment.ts'
import { maxListedAppointments } from './list-appointments.ts'

interface AppointmentReply {
  appointment: Record<string, unknown>
  appointments: Record<string, unknown>[]
  message: string | string[]
}

const server = useTestServer({ location: { timezone: 'America/New_York' } })
let contactId: string
beforeEach(async () => {
  contactId = await newContact(server, { name: 'Jane Doe' })
})

const withoutVersion = { version: undefined }
const required = () => ({
  contactId,
  title: 'First visit',
  startTime: '2021-07-16T15:00:00Z',
  endTime: '2021-07-16T11:30:00-04:00',
})
const book = (body: unknown) =>
  server.call<AppointmentReply>('POST', '/_contactd/appointments', body, withoutVersion)
const eventsOf = (id: string) => server.call<ActivityReply>('GET', `/contacts/${id}/appointments`)

describe('an appointment', () => {
  it('BR-218 BR-221 is returned in HighLevel’s shape, in the time zone of its location', async () => {
    const fields = {
      calendarId: 'YlWd2wuCAZQzh2cH1fVZ',
      groupId: 'YlWd2wuCAZQzh2cH1fVa',
      assignedUserId: server.userId,
      notes: 'test',
      address: 'Address',
      appointmentStatus: 'showed',
    }
    const reply = await book({ ...required(), ...fields })
    const { id, dateAdded } = reply.body.appointment
    expect(dateAdded).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
    const appointment = {
      id,
      calendarId: 'YlWd2wuCAZQzh2cH1fVZ',
      status: 'booked',
      title: 'First visit',
      assignedUserId: server.userId,
      notes: 'test',
      startTime: '2021-07-16 11:00:00',
      endTime: '2021-07-16 11:30:00',
      address: 'Address',
      locationId: server.locationId,
      contactId,
      groupId: 'YlWd2wuCAZQzh2cH1fVa',
      appointmentStatus: 'showed',
      users: [server.userId],
      dateAdded,
      dateUpdated: dateAdded,
      assignedResources: [],
    }
    expect([reply.status, reply.text]).toEqual([201, JSON.stringify({ appointment })])
    const events = await eventsOf(contactId)
    expect([events.status, events.text]).toEqual([200, JSON.stringify({ events: [appointment] })])
  })

  it('BR-218 omits unset properties', async () => {
    const { appointment } = (await book(required())).body
    expect(Object.keys(appointment)).toEqual(
      'id status title startTime endTime locationId contactId appointmentStatus users dateAdded dateUpdated assignedResources'.split(
        ' ',
      ),
    )
    expect(appointment).toMatchObject({ appointmentStatus: 'confirmed', users: [] })
  })

  it('BR-218 is listed by its start time, the latest first', async () => {
    const other = await newContact(server)
    const ids: unknown[] = []
    for (const [of, day] of [
      [contactId, '2030-01-02'],
      [other, '2030-01-03'],
      [contactId, '2030-01-01'],
      [contactId, '2030-01-04'],
    ]) {
      const spec = { contactId: of, title: 'x', startTime: day, endTime: day }
      ids.push((await book(spec)).body.appointment.id)
    }
    const [second, third, first, fourth] = ids
    expect((await eventsOf(contactId)).body.events.map(({ id }) => id)).toEqual([fourth, second, first])
    const url = `/_contactd/appointments?locationId=${server.locationId}`
    const all = await server.call<AppointmentReply>('GET', url, undefined, withoutVersion)
    expect(all.status).toBe(200)
    expect(all.body.appointments.slice(0, 4).map(({ id }) => id)).toEqual([fourth, third, second, first])
  })

  it('BR-218 is initially assigned to nobody', async () => {
    expect((await eventsOf(contactId)).text).toBe('{"events":[]}')
  })
})

describe('Create Appointment refuses and changes nothing', () => {
  it.each<[string, object, number, string | string[]]>([
    ['an empty title', { title: '' }, 422, ['title should not be empty']],
    ['a time that is none', { startTime: 'noon' }, 422, ['startTime must be a valid ISO 8601 date string']],
    [
      'an end before the beginning',
      { endTime: '2021-07-16T14:59:59Z' },
      422,
      ['endTime must not be before startTime'],
    ],
    [
      'an invalid status',
      { appointmentStatus: 'maybe' },
      422,
      ['appointmentStatus must be a valid enum value'],
    ],
    ['an empty address', { address: '' }, 422, ['address should not be empty']],
    ['an unknown property', { locationId: 'x' }, 422, ['property locationId should not exist']],
    ['an unknown user', { assignedUserId: 'nobody' }, 400, 'User not found for id:nobody'],
    ['an unknown contact, before the rest', { contactId: 'x', title: 1 }, 400, 'Contact not found for id:x'],
    ['a contact that is no text', { contactId: 1 }, 422, ['contactId must be a string']],
  ])('BR-221 %s', async (_what, fields, status, message) => {
    const send = async () => {
      const reply = await book({ ...required(), ...fields })
      expect([reply.status, reply.body.message]).toEqual([status, message])
    }
    expect(await isUntouched(server, send)).toBe(true)
  })

  it('BR-221 an empty body', async () => {
    const { status, body } = await book({})
    expect(status).toBe(422)
    expect(body.message).toContain('contactId must be a string')
    expect(body.message).toContain('title must be a string')
  })
})

it('BR-221 the list of a location has the latest thousand', async () => {
  const { fixtures, companyId, storage, ids } = server
  const locationId = await fixtures.location(companyId)
  const day = '2030-01-01'
  await storage.write(async (tx) => {
    for (let sortTime = 0; sortTime <= maxListedAppointments; sortTime++) {
      const title = String(sortTime)
      const document = JSON.stringify({
        title,
        startTime: day,
        endTime: day,
        dateAdded: day,
        dateUpdated: day,
      })
      const row = { locationId, contactId: 'x', id: ids.next(), sortTime, size: 1, document }
      await tx.run(appointmentKind.statements.insert, row)
    }
  }, 'database')
  const headers = bearer((await fixtures.token({ companyId, locationId })).token)
  const url = `/_contactd/appointments?locationId=${locationId}`
  const { appointments } = (await server.call<AppointmentReply>('GET', url, undefined, headers)).body
  expect(appointments).toHaveLength(maxListedAppointments)
  expect([appointments.at(0)?.title, appointments.at(-1)?.title]).toEqual(['1000', '1'])
})

it('BR-221 the list requires a location that the token can access', async () => {
  const list = (query: string, headers = {}) =>
    server.call('GET', `/_contactd/appointments${query}`, undefined, headers)
  expect((await list('')).body.message).toEqual([
    'locationId must be a string',
    'locationId should not be empty',
  ])
  const there = await server.fixtures.location(server.companyId)
  const sibling = await server.fixtures.token({ companyId: server.companyId, locationId: there })
  const reply = await list(`?locationId=${server.locationId}`, bearer(sibling.token))
  expect([reply.status, reply.body.message]).toEqual([
    401,
    'This location is not accessible from this token!',
  ])
})

describe('the last appointment', () => {
  it('BR-225 is found by search as the last one of its contact', async () => {
    const found = async (value: object) => {
      const filters = [{ field: 'lastAppointment', operator: 'range', value }]
      const sent = { locationId: server.locationId, pageLimit: 10, filters }
      const { body } = await server.call<{ contacts: { id: string }[] }>('POST', '/contacts/search', sent)
      return body.contacts.map(({ id }) => id)
    }
    await book(required())
    expect(await found({ gte: '2021-07-16T15:00:00Z' })).toContain(contactId)
    await book({ ...required(), startTime: '2031-01-02T00:00:00Z', endTime: '2031-01-02T01:00:00Z' })
    expect(await found({ lte: '2021-07-16T15:00:00Z' })).not.toContain(contactId)
    expect(await found({ gt: '2031-01-01T00:00:00Z' })).toEqual([contactId])
  })
})
