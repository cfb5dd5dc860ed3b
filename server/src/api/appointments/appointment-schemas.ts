import { type Static, Type } from 'typebox'
import { described } from '../../http/described.ts'
import { bounds } from '../schemas/bounds.ts'
import { namedLocationId } from '../schemas/named-location-id.ts'
import { appointmentStatuses } from './appointment.ts'

const appointmentStatus = Type.Enum([...appointmentStatuses], {
  type: 'string',
  description: '`confirmed` by default.',
  example: 'confirmed',
})
const instant = (description: string, example: string) =>
  Type.String({
    description: `${description} An ISO 8601 date or time; UTC without an offset.`,
    format: 'instant',
    minLength: 1,
    maxLength: bounds.instant,
    example,
  })
const optional = (example: string, maxLength: number, description?: string) =>
  Type.Optional(Type.String({ example, minLength: 1, maxLength, ...described(description) }))

export const appointmentBody = Type.Object(
  {
    contactId: Type.String({
      maxLength: bounds.id,
      example: 'ocQHyuzHvysMo5N5VsXc',
    }),
    title: Type.String({
      minLength: 1,
      maxLength: bounds.text,
      example: 'First visit',
    }),
    startTime: instant('Start.', '2026-07-16T11:00:00Z'),
    endTime: instant('End.', '2026-07-16T11:30:00Z'),
    appointmentStatus: Type.Optional(appointmentStatus),
    calendarId: optional('YlWd2wuCAZQzh2cH1fVZ', bounds.id, 'Any id: contactd has no calendars.'),
    groupId: optional('YlWd2wuCAZQzh2cH1fVZ', bounds.id, 'The calendar group. Any id.'),
    assignedUserId: optional(
      'y0BeYjuRIlDwsDcOHOJo',
      bounds.id,
      'The user of the location who holds the appointment.',
    ),
    notes: optional('Bring the papers', 5000),
    address: optional('3535 1st St N', bounds.text),
  },
  { additionalProperties: false },
)
export type AppointmentBody = Static<typeof appointmentBody>

export const appointmentsQuery = Type.Object({
  locationId: namedLocationId(),
})

const id = (description?: string) =>
  Type.String({ example: 'YlWd2wuCAZQzh2cH1fVZ', ...described(description) })
const localTime = (description: string) =>
  Type.String({
    description: `${description} In the time zone of the location.`,
    example: '2021-07-16 11:00:00',
  })

const appointmentAnswer = Type.Object({
  id: id(),
  calendarId: Type.Optional(id()),
  status: Type.String({ description: 'Always `booked`.', example: 'booked' }),
  title: Type.String({ example: 'Test' }),
  assignedUserId: Type.Optional(id()),
  notes: Type.Optional(Type.String({ example: 'test' })),
  startTime: localTime('Start.'),
  endTime: localTime('End.'),
  address: Type.Optional(Type.String({ example: 'Address' })),
  locationId: id(),
  contactId: id(),
  groupId: Type.Optional(id()),
  appointmentStatus,
  users: Type.Array(Type.String(), { description: 'The assigned user, if any.' }),
  dateAdded: localTime('Creation time.'),
  dateUpdated: localTime('Time of the last change.'),
  assignedResources: Type.Array(Type.String(), { description: 'Always empty: contactd has no resources.' }),
})

const list = Type.Array(appointmentAnswer)

export const appointmentAnswers = {
  events: Type.Object({ events: list }),
  one: Type.Object({ appointment: appointmentAnswer }),
  list: Type.Object({ appointments: list }),
}
