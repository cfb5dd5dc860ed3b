import { localTimeOf } from '../../lib/zoned-time.ts'
import type { RecordKind } from '../records/records.ts'
import { appointmentStatements } from './appointment-store.ts'

/** HighLevel's states of an appointment. */
export const appointmentStatuses = ['new', 'confirmed', 'cancelled', 'showed', 'noshow', 'invalid'] as const
export type AppointmentStatus = (typeof appointmentStatuses)[number]

/** An appointment as stored. Times are ISO 8601 with milliseconds, in UTC. */
export interface Appointment {
  id: string
  calendarId?: string | undefined
  title: string
  assignedUserId?: string | undefined
  notes?: string | undefined
  startTime: string
  endTime: string
  address?: string | undefined
  locationId: string
  contactId: string
  groupId?: string | undefined
  appointmentStatus: AppointmentStatus
  dateAdded: string
  dateUpdated: string
}

export const appointmentKind: RecordKind = { plural: 'appointments', statements: appointmentStatements }

/** Formats appointments as HighLevel does: without unset properties, and with times in the location's time zone. */
export function appointmentPresenter(timezone: string) {
  const local = (instant: string) => localTimeOf(Date.parse(instant), timezone)
  return (appointment: Appointment) => ({
    id: appointment.id,
    calendarId: appointment.calendarId,
    status: 'booked',
    title: appointment.title,
    assignedUserId: appointment.assignedUserId,
    notes: appointment.notes,
    startTime: local(appointment.startTime),
    endTime: local(appointment.endTime),
    address: appointment.address,
    locationId: appointment.locationId,
    contactId: appointment.contactId,
    groupId: appointment.groupId,
    appointmentStatus: appointment.appointmentStatus,
    users: appointment.assignedUserId === undefined ? [] : [appointment.assignedUserId],
    dateAdded: local(appointment.dateAdded),
    dateUpdated: local(appointment.dateUpdated),
    assignedResources: [],
  })
}
