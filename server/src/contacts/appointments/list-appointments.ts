import { type Principal, scopeOf } from '../../auth/principal.ts'
import { findReachableLocation } from '../../locations/find-location.ts'
import type { ContactContext } from '../contact-context.ts'
import { findReachablePlace } from '../find-contact.ts'
import { theLocation } from '../read-changes.ts'
import type { RecordRow } from '../records/record-store.ts'
import { maxRecords } from '../records/records.ts'
import { type Appointment, appointmentPresenter } from './appointment.ts'
import { appointmentStatements, listAppointmentsOfLocation } from './appointment-store.ts'

/** The appointments of a contact, as answered. @throws ApiError 400, 403. */
export const listAppointmentsOfContact = (
  { storage }: ContactContext,
  principal: Principal,
  contactId: string,
) =>
  storage.read(async (tx) => {
    const place = await findReachablePlace(tx, principal, contactId)
    const { timezone } = await theLocation(tx, place.locationId)
    return presented(timezone, await tx.all(appointmentStatements.list, { ...place, limit: maxRecords }))
  }, scopeOf(principal))

/** The most appointments of a location that are listed: they are of many contacts, and may be long. */
export const maxListedAppointments = 1000

/** The appointments of a location, as answered. @throws ApiError 401. */
export const listAppointments = ({ storage }: ContactContext, principal: Principal, locationId: string) =>
  storage.read(async (tx) => {
    const { timezone } = await findReachableLocation(tx, principal, locationId)
    const limit = maxListedAppointments
    return presented(timezone, await tx.all(listAppointmentsOfLocation, { locationId, limit }))
  }, scopeOf(principal))

const presented = (timezone: string, rows: RecordRow[]) =>
  rows.map((row) => JSON.parse(row.document) as Appointment).map(appointmentPresenter(timezone))
