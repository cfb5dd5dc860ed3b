import type { ReadTx } from '../../storage/storage.ts'
import { readCustomFieldItems } from '../custom-fields/values/custom-field-items.ts'
import { getLocation } from '../locations/find-location.ts'
import type { PhoneReader } from '../phones/parse-phones-first.ts'
import { readPhone } from '../phones/read-phone.ts'
import { requireUser } from '../users/find-user.ts'
import type { Changes } from './apply-changes.ts'
import type { Contact } from './contact.ts'

export interface ReadChanges extends Changes {
  /** The ids and keys of dropped custom fields, as sent. */
  ignoredFields: string[]
}

/**
 * Resolves the parts of a body that depend on the location: the phone's country, the user, the custom fields.
 * @throws ApiError 400 for the first invalid one.
 */
export async function resolveChanges(
  tx: ReadTx,
  before: Contact,
  body: Changes['body'],
  { uuid, phones }: { uuid: () => string; phones: PhoneReader },
): Promise<ReadChanges> {
  const changes: ReadChanges = { body, ignoredFields: [] }
  const country = lazy(async () => (await getLocation(tx, before.locationId)).country)
  if (body.phone)
    changes.phone = body.phone === before.phone ? body.phone : readPhone(phones, body.phone, await country())
  if (body.assignedTo && body.assignedTo !== before.assignedTo)
    await requireUser(tx, before.locationId, body.assignedTo)
  if (body.customFields) {
    const context = { country, uuid, phones }
    const read = await readCustomFieldItems(tx, 'contact', before, body.customFields, context)
    changes.customFields = read.customFields
    changes.ignoredFields = read.ignoredFields
  }
  return changes
}

/** Calls a function once, and only if its result is needed. */
function lazy<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined
  return () => {
    answer ??= ask()
    return answer
  }
}
