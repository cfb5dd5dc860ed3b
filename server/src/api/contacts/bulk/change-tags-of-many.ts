import type { Principal } from '../../../auth/principal.ts'
import { ApiError } from '../../../http/api-error.ts'
import { errors } from '../../../http/errors.ts'
import type { WriteTx } from '../../../storage/storage.ts'
import type { ApiContext } from '../../api-context.ts'
import { requireLocation } from '../../locations/named-location.ts'
import { setTags } from '../change-tags.ts'
import { findContact, findContactLocation } from '../contact-store.ts'
import { storedContact } from '../find-contact.ts'
import { changeInSlices } from '../in-slices.ts'
import { addTags, removeTags } from '../tags.ts'
import { AnswerRoom } from './answer-room.ts'
import { type BulkTagsBody, maxBulkAnswerBytes, maxContactsTimesTags } from './bulk-schemas.ts'

type BulkTagsOutcome =
  | {
      contactId: string
      message: 'Tags updated'
      type: 'success'
      oldTags: string[]
      tagsAdded: string[]
      tagsRemoved: string[]
    }
  | { contactId: string; message: string; type: 'error' }

interface TagChange {
  tags: string[]
  added?: string[]
  removed?: string[]
}

/** The form of HighLevel's ids, which all contacts have. */
const firebaseId = /^[A-Za-z0-9]{20}$/

/**
 * Update Contacts Tags: adds or removes tags of contacts, atomically for each contact, a few at a time. If the server
 * is killed, finished contacts stay changed, and repeating the request changes the rest.
 * @returns JSON of the result for each contact, in their order, and the number of unchanged contacts.
 * @throws ApiError 403, 422.
 */
export async function changeTagsOfMany(
  context: ApiContext,
  principal: Principal,
  type: 'add' | 'remove',
  sent: BulkTagsBody,
): Promise<{ outcomes: string[]; errorCount: number }> {
  await context.storage.read((tx) => requireLocation(tx, principal, sent.locationId))
  refuseTooMuch(type, sent)
  const change = tagChange(type, sent)
  const room = new AnswerRoom(maxBulkAnswerBytes)
  let errorCount = 0
  const outcomes = await changeInSlices(context.clock, sent.contacts, async (contactId, index) => {
    const place = {
      locationId: sent.locationId,
      contactId,
      hasRoom: (bytes: number) => room.take(index, bytes),
    }
    const outcome = await errorAsOutcome(contactId, () =>
      context.storage.write((tx) => changeTagsOf(tx, context, principal, place, change), {
        locationId: sent.locationId,
      }),
    )
    if (outcome.type === 'error') errorCount += 1
    return JSON.stringify(outcome)
  })
  return { outcomes, errorCount }
}

/** @throws ApiError 422 before anything is written. */
function refuseTooMuch(type: 'add' | 'remove', { contacts, tags, removeAllTags }: BulkTagsBody): void {
  if (removeAllTags && type === 'add')
    throw errors.unprocessable(['removeAllTags can only be used with remove'])
  if (!removeAllTags && contacts.length * tags.length > maxContactsTimesTags)
    throw errors.unprocessable([`contacts times tags must not be greater than ${maxContactsTimesTags}`])
}

function tagChange(
  type: 'add' | 'remove',
  { tags: sent, removeAllTags }: BulkTagsBody,
): (before: readonly string[]) => TagChange {
  if (type === 'add') return (before) => addTags(before, sent)
  if (removeAllTags) return (before) => ({ tags: [], removed: [...before] })
  return (before) => removeTags(before, sent)
}

interface BulkPlace {
  locationId: string
  contactId: string
  /** Reserves this many bytes of the response. @returns whether there is room. */
  hasRoom(bytes: number): boolean
}

async function changeTagsOf(
  tx: WriteTx,
  context: ApiContext,
  principal: Principal,
  { locationId, contactId, hasRoom }: BulkPlace,
  change: (before: readonly string[]) => TagChange,
): Promise<BulkTagsOutcome> {
  const failed = (message: string) => ({ contactId, message, type: 'error' }) as const
  if (!firebaseId.test(contactId)) return failed('contact id is not a valid firebase id')
  const row = await tx.get(findContact, { locationId, id: contactId })
  if (!row) {
    const home = await tx.get(findContactLocation, { companyId: principal.companyId, id: contactId })
    return failed(home ? 'contact does not belong to location' : 'contact is deleted')
  }
  const before = storedContact(row)
  const { tags, added = [], removed = [] } = change(before.contact.tags)
  const outcome: BulkTagsOutcome = {
    contactId,
    message: 'Tags updated',
    type: 'success',
    oldTags: before.contact.tags,
    tagsAdded: added,
    tagsRemoved: removed,
  }
  if (!hasRoom(Buffer.byteLength(JSON.stringify(outcome))))
    return failed('the answer has no room for this contact: send it again')
  await setTags(tx, context, principal, before, tags)
  return outcome
}

/** Turns the error of one contact into its outcome, so it does not affect the others. */
async function errorAsOutcome(
  contactId: string,
  change: () => Promise<BulkTagsOutcome>,
): Promise<BulkTagsOutcome> {
  try {
    return await change()
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return { contactId, message: error.message, type: 'error' }
  }
}
