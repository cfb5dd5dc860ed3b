import { statement } from '../../storage/statement.ts'
import { recordStatements } from '../records/record-store.ts'

export const appointmentStatements = recordStatements('appointment', 'appointments')

/** Start of the contact's latest appointment; null if it has none. */
export const findLastAppointment = statement<
  { locationId: string; contactId: string },
  { lastAppointment: number | null }
>(
  'find-last-appointment',
  `SELECT MAX(sort_time) AS "lastAppointment" FROM appointments
   WHERE location_id = :locationId AND contact_id = :contactId`,
)

/** The keys of an appointment, and its length in UTF-16 units. */
export interface ListedAppointment {
  contactId: string
  id: string
  size: number
}

/** The latest first. */
export const listAppointmentsOfLocation = statement<{ locationId: string; limit: number }, ListedAppointment>(
  'list-appointments',
  `SELECT contact_id AS "contactId", id, size FROM appointments WHERE location_id = :locationId
   ORDER BY sort_time DESC, id DESC LIMIT :limit`,
)
