import { errors } from '../../http/errors.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import type { WriteTx } from '../../storage/storage.ts'
import { recordContactChange } from '../contacts/contact-store.ts'
import type { ContactRef } from '../contacts/find-contact.ts'
import { addRecord } from '../records/records.ts'
import { requireUser } from '../users/find-user.ts'
import { type Appointment, type AppointmentStatus, appointmentKind } from './appointment.ts'

/** The input of `createAppointment`. */
export interface AppointmentSpec {
  title: string
  /** Milliseconds since 1970, as the end. */
  startTime: number
  endTime: number
  appointmentStatus: AppointmentStatus
  calendarId?: string | undefined
  groupId?: string | undefined
  assignedUserId?: string | undefined
  notes?: string | undefined
  address?: string | undefined
}

/**
 * Creates an appointment.
 * @throws ApiError 422 if it ends before it starts; 400 if the user is unknown or the contact has reached the limit.
 */
export async function createAppointment(
  tx: WriteTx,
  { clock, ids }: { clock: Clock; ids: Ids },
  place: ContactRef,
  { startTime, endTime, ...fields }: AppointmentSpec,
): Promise<Appointment> {
  if (endTime < startTime) throw errors.unprocessable(['endTime must not be before startTime'])
  if (fields.assignedUserId !== undefined) await requireUser(tx, place.locationId, fields.assignedUserId)
  const dateAdded = isoOf(clock.now())
  const appointment = {
    ...fields,
    ...place,
    id: ids.next(),
    startTime: isoOf(startTime),
    endTime: isoOf(endTime),
    dateAdded,
    dateUpdated: dateAdded,
  }
  await addRecord(tx, appointmentKind, place, startTime, appointment)
  await recordContactChange(tx, { locationId: place.locationId, id: place.contactId })
  return appointment
}

const isoOf = (ms: number) => new Date(ms).toISOString()
