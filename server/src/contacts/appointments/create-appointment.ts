import { errors } from '../../http/errors.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import { requireUser } from '../../locations/require-user.ts'
import type { WriteTx } from '../../storage/storage.ts'
import { recordContactChange } from '../contact-store.ts'
import type { ContactPlace } from '../find-contact.ts'
import { addRecord } from '../records/records.ts'
import { type Appointment, type AppointmentStatus, appointmentKind } from './appointment.ts'

/** What an appointment is made of. */
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
 * Makes an appointment of a contact.
 * @throws ApiError 422 where it ends before it begins, 400 for the user, or where the contact has as many as
 * it can.
 */
export async function createAppointment(
  tx: WriteTx,
  { clock, ids }: { clock: Clock; ids: Ids },
  place: ContactPlace,
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
