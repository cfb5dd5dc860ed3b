import { type Principal, scopeOf } from '../../auth/principal.ts'
import { jsonItems } from '../../http/send-json.ts'
import type { JsonPieces } from '../../lib/json-items.ts'
import { readInSlices } from '../../storage/read-in-slices.ts'
import type { ReadTx } from '../../storage/storage.ts'
import type { ApiContext } from '../api-context.ts'
import { findAccessibleContactRef } from '../contacts/find-contact.ts'
import { findReachableLocation, getLocation } from '../locations/find-location.ts'
import { readRecords } from '../records/read-records.ts'
import type { RecordRow } from '../records/record-store.ts'
import { type Appointment, appointmentKind, appointmentPresenter } from './appointment.ts'
import {
  appointmentStatements,
  type ListedAppointment,
  listAppointmentsOfLocation,
} from './appointment-store.ts'

/** The appointments of a contact, as the items of a JSON list. @throws ApiError 400, 403. */
export async function listAppointmentsOfContact(
  { storage }: ApiContext,
  principal: Principal,
  contactId: string,
): Promise<JsonPieces> {
  const { place, timezone } = await storage.read(async (tx) => {
    const place = await findAccessibleContactRef(tx, principal, contactId)
    return { place, timezone: (await getLocation(tx, place.locationId)).timezone }
  }, scopeOf(principal))
  return presented(timezone, await readRecords(storage, principal, appointmentKind, place))
}

/** The most appointments of a location that a list returns: they can be long. */
export const maxListedAppointments = 1000

/** The latest appointments of a location, as the items of a JSON list. @throws ApiError 401. */
export async function listAppointments(
  { storage }: ApiContext,
  principal: Principal,
  locationId: string,
): Promise<JsonPieces> {
  const scope = scopeOf(principal)
  const { timezone, listed } = await storage.read(async (tx) => {
    const { timezone } = await findReachableLocation(tx, principal, locationId)
    const limit = maxListedAppointments
    return { timezone, listed: await tx.all(listAppointmentsOfLocation, { locationId, limit }) }
  }, scope)
  const find = (tx: ReadTx, { contactId, id }: ListedAppointment) =>
    tx.get(appointmentStatements.find, { locationId, contactId, id })
  return presented(timezone, readInSlices(storage, listed, find, { scope }))
}

function presented(timezone: string, rows: AsyncIterable<readonly RecordRow[]>): Promise<JsonPieces> {
  const present = appointmentPresenter(timezone)
  return jsonItems(rows, ({ document }) => JSON.stringify(present(JSON.parse(document) as Appointment)))
}
