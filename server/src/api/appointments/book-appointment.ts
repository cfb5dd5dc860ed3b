import { principalOf } from '../../auth/authorization.ts'
import type { Principal } from '../../auth/principal.ts'
import type { OperationRequest } from '../../http/messages.ts'
import { parseInstant } from '../../lib/instant.ts'
import type { ReadTx } from '../../storage/storage.ts'
import type { ApiContext } from '../api-context.ts'
import { findAccessibleContactRef, writeToContact } from '../contacts/find-contact.ts'
import { getLocation } from '../locations/find-location.ts'
import { appointmentPresenter } from './appointment.ts'
import type { AppointmentBody } from './appointment-schemas.ts'
import { type AppointmentSpec, createAppointment } from './create-appointment.ts'

/** Creates an appointment from a request. @returns the response. @throws ApiError 400, 403, 422. */
export const bookAppointment = (
  { storage, clock, ids }: ApiContext,
  principal: Principal,
  { contactId, ...fields }: AppointmentBody,
) =>
  writeToContact(storage, principal, contactId, async (tx, local) => {
    const place = await findAccessibleContactRef(tx, local, contactId)
    const { timezone } = await getLocation(tx, place.locationId)
    const appointment = await createAppointment(tx, { clock, ids }, place, appointmentSpec(fields))
    return appointmentPresenter(timezone)(appointment)
  })

/** The precondition of operations whose body may name a contact. @throws ApiError 400, 403. */
export async function contactOfBody(tx: ReadTx, request: OperationRequest): Promise<void> {
  const id = (request.body as { contactId?: unknown } | null)?.contactId
  if (typeof id === 'string') await findAccessibleContactRef(tx, principalOf(request), id)
}

/** Translates a body, apart from its contact, for the use case. */
export const appointmentSpec = ({
  startTime,
  endTime,
  appointmentStatus = 'confirmed',
  ...fields
}: Omit<AppointmentBody, 'contactId'>): AppointmentSpec => ({
  ...fields,
  appointmentStatus,
  startTime: msOf(startTime),
  endTime: msOf(endTime),
})

/** @param instant valid by the schema. */
const msOf = (instant: string) => parseInstant(instant) ?? Number.NaN
