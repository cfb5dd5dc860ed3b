import { statement } from '../../storage/statement.ts'
import { type RecordRow, recordStatements } from '../records/record-store.ts'

export const appointmentStatements = recordStatements('appointment', 'appointments')

/** When the last of a contact's appointments begins; null where it has none. */
export const findLastAppointment = statement<
  { locationId: string; contactId: string },
  { lastAppointment: number | null }
>(
  'find-last-appointment',
  `SELECT MAX(sort_time) AS "lastAppointment" FROM appointments
   WHERE location_id = :locationId AND contact_id = :contactId`,
)

/** The latest first. */
export const listAppointmentsOfLocation = statement<{ locationId: string; limit: number }, RecordRow>(
  'list-appointments',
  `SELECT document FROM appointments WHERE location_id = :locationId
   ORDER BY sort_time DESC, id DESC LIMIT :limit`,
)
