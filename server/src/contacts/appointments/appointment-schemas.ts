import { type Static, Type } from 'typebox'
import { bounds, namedLocationId } from '../contact-schemas.ts'
import { appointmentStatuses } from './appointment.ts'

const appointmentStatus = Type.Enum([...appointmentStatuses], {
  type: 'string',
  description: 'How it stands. Without one it is `confirmed`.',
  example: 'confirmed',
})
const instant = (description: string, example: string) =>
  Type.String({
    description: `${description} A date or an instant of ISO 8601; without an offset, in UTC.`,
    format: 'instant',
    maxLength: bounds.instant,
    example,
  })
const optional = (description: string, example: string, maxLength: number = bounds.id) =>
  Type.Optional(Type.String({ description, example, minLength: 1, maxLength }))

export const appointmentBody = Type.Object(
  {
    contactId: Type.String({
      description: 'The contact that it is with.',
      maxLength: bounds.id,
      example: 'ocQHyuzHvysMo5N5VsXc',
    }),
    title: Type.String({
      description: 'What it is about.',
      minLength: 1,
      maxLength: bounds.text,
      example: 'First visit',
    }),
    startTime: instant('When it begins.', '2026-07-16T11:00:00Z'),
    endTime: instant('When it ends.', '2026-07-16T11:30:00Z'),
    appointmentStatus: Type.Optional(appointmentStatus),
    calendarId: optional(
      'The calendar that it stands in. Any id: contactd has no calendars.',
      'YlWd2wuCAZQzh2cH1fVZ',
    ),
    groupId: optional('The group of that calendar. Any id.', 'YlWd2wuCAZQzh2cH1fVZ'),
    assignedUserId: optional('The user of the location whom it is with.', 'y0BeYjuRIlDwsDcOHOJo'),
    notes: optional('Notes on it.', 'Bring the papers', 5000),
    address: optional('Where it is.', '3535 1st St N', bounds.text),
  },
  { additionalProperties: false },
)
export type AppointmentBody = Static<typeof appointmentBody>

export const appointmentsQuery = Type.Object({
  locationId: namedLocationId('The id of the location.'),
})
export type AppointmentsQuery = Static<typeof appointmentsQuery>

const id = (description: string) => Type.String({ description, example: 'YlWd2wuCAZQzh2cH1fVZ' })
const localTime = (description: string) =>
  Type.String({
    description: `${description} In the time zone of the location.`,
    example: '2021-07-16 11:00:00',
  })

const appointmentAnswer = Type.Object(
  {
    id: id('The id of the appointment.'),
    calendarId: Type.Optional(id('The calendar that it stands in. Missing when not set.')),
    status: Type.String({ description: 'Always `booked`.', example: 'booked' }),
    title: Type.String({ description: 'What it is about.', example: 'Test' }),
    assignedUserId: Type.Optional(id('The user whom it is with. Missing when not set.')),
    notes: Type.Optional(Type.String({ description: 'Notes on it. Missing when not set.', example: 'test' })),
    startTime: localTime('When it begins.'),
    endTime: localTime('When it ends.'),
    address: Type.Optional(
      Type.String({ description: 'Where it is. Missing when not set.', example: 'Address' }),
    ),
    locationId: id('The location that has it.'),
    contactId: id('The contact that it is with.'),
    groupId: Type.Optional(id('The group of the calendar. Missing when not set.')),
    appointmentStatus,
    users: Type.Array(Type.String(), { description: 'The user whom it is with, if any.' }),
    dateAdded: localTime('When it was made.'),
    dateUpdated: localTime('When it was last changed.'),
    assignedResources: Type.Array(Type.String(), { description: 'Always empty: contactd has no resources.' }),
  },
  { description: 'The appointment.' },
)

const list = Type.Array(appointmentAnswer, { description: 'The appointments, the latest first.' })

export const appointmentAnswers = {
  events: Type.Object({ events: list }),
  one: Type.Object({ appointment: appointmentAnswer }),
  list: Type.Object({ appointments: list }),
}
