import { type Principal, scopeOf } from '../../auth/principal.ts'
import type { Checked } from '../../http/validation.ts'
import { parseInstant } from '../../lib/instant.ts'
import type { ContactContext } from '../contact-context.ts'
import { findReachablePlace } from '../find-contact.ts'
import { theLocation } from '../read-changes.ts'
import { appointmentPresenter } from './appointment.ts'
import type { AppointmentBody } from './appointment-schemas.ts'
import { createAppointment } from './create-appointment.ts'

/** Makes an appointment as a request asks for it. @returns it, as answered. @throws ApiError 400, 403, 422. */
export const bookAppointment = (
  { storage, clock, ids }: ContactContext,
  principal: Principal,
  body: Checked<AppointmentBody>,
) =>
  storage.write(async (tx) => {
    const place = await findReachablePlace(tx, principal, contactIdOf(body))
    const { contactId: _, startTime, endTime, appointmentStatus = 'confirmed', ...fields } = body.valid()
    const appointment = await createAppointment(tx, { clock, ids }, place, {
      ...fields,
      appointmentStatus,
      startTime: msOf(startTime),
      endTime: msOf(endTime),
    })
    const { timezone } = await theLocation(tx, place.locationId)
    return appointmentPresenter(timezone)(appointment)
  }, scopeOf(principal))

/** Known before the body is judged: a caller learns nothing of a contact that isn't its own. */
function contactIdOf(body: Checked<AppointmentBody>): string {
  const id = (body.raw as { contactId?: unknown } | null)?.contactId
  return typeof id === 'string' ? id : body.valid().contactId
}

/** @param instant that the schema has let pass. */
const msOf = (instant: string) => parseInstant(instant) ?? Number.NaN
