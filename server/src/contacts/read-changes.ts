import { errors } from '../http/errors.ts'
import { parsePhone } from '../lib/phone.ts'
import { findLocation, type LocationRow } from '../locations/location-store.ts'
import { requireUser } from '../locations/require-user.ts'
import type { ReadTx } from '../storage/storage.ts'
import { sentPhones } from './addresses/additional-addresses.ts'
import type { Changes } from './apply-changes.ts'
import type { Contact } from './contact.ts'
import { readCustomFieldItems } from './custom-field-items.ts'

export interface ReadChanges extends Changes {
  /** The ids and keys of custom fields that were dropped, as sent. */
  ignoredFields: string[]
}

/**
 * Reads the part of a body that only the location can judge: the phone's country, the user, the custom
 * fields.
 * @throws ApiError 400 for the first of them that it refuses.
 */
export async function readChanges(
  tx: ReadTx,
  before: Contact,
  body: Changes['body'],
  uuid: () => string,
): Promise<ReadChanges> {
  const changes: ReadChanges = { body, ignoredFields: [] }
  const country = lazy(async () => (await theLocation(tx, before.locationId)).country)
  if (body.phone)
    changes.phone = body.phone === before.phone ? body.phone : readPhone(body.phone, await country())
  if (body.additionalPhones !== undefined) {
    const stored = new Set(before.additionalPhones.map(({ phone }) => phone))
    changes.additionalPhones = []
    for (const item of sentPhones(body.additionalPhones)) {
      const phone = stored.has(item.phone) ? item.phone : readPhone(item.phone, await country())
      changes.additionalPhones.push({ ...item, phone })
    }
  }
  if (body.assignedTo && body.assignedTo !== before.assignedTo)
    await requireUser(tx, before.locationId, body.assignedTo)
  if (body.customFields) {
    const read = await readCustomFieldItems(tx, before, body.customFields, { country, uuid })
    changes.customFields = read.customFields
    changes.ignoredFields = read.ignoredFields
  }
  return changes
}

/** The location that a contact stands in. @throws ApiError 403 where it is being deleted at this moment. */
export async function theLocation(tx: ReadTx, id: string): Promise<LocationRow> {
  const location = await tx.get(findLocation, { id })
  if (!location) throw errors.locationForbidden()
  return location
}

/** A phone in E.164. @param country whose national numbers are meant. @throws ApiError 400. */
export function readPhone(text: string, country: string): string {
  const phone = parsePhone(text, country)
  if ('refusal' in phone) throw errors.phoneInvalid(phone.refusal)
  return phone.e164
}

/** Asks once, and only when it is needed. */
function lazy<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined
  return () => {
    answer ??= ask()
    return answer
  }
}
