import { statement } from '../../storage/statement.ts'
import { type RecordRow, recordStatements } from '../records/record-store.ts'

export const appointmentStatements = recordStatements('appointment', 'appointments')

/** The latest first. */
export const listAppointmentsOfLocation = statement<{ locationId: string; limit: number }, RecordRow>(
  'list-appointments',
  `SELECT document FROM appointments WHERE location_id = :locationId
   ORDER BY sort_time DESC, id DESC LIMIT :limit`,
)
