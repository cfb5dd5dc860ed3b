import { type Principal, scopeOf } from '../../auth/principal.ts'
import { ApiError, errors } from '../../http/errors.ts'
import type { Checked } from '../../http/validation.ts'
import type { WriteTx } from '../../storage/storage.ts'
import { setTags } from '../change-tags.ts'
import type { ContactContext } from '../contact-context.ts'
import { findContact, findContactHome } from '../contact-store.ts'
import { storedContact } from '../find-contact.ts'
import { inReachableLocation } from '../named-location.ts'
import { addTags, removeTags } from '../tags.ts'
import type { BulkTagsBody } from './bulk-schemas.ts'

export type BulkTagsOutcome =
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

/** So many contacts wait to be written at once: what others write comes in between. */
const contactsPerTurn = 25

/** HighLevel's ids. What is none belongs to nothing. */
const firebaseId = /^[A-Za-z0-9]{20}$/

/**
 * Update Contacts Tags: adds tags to contacts, or removes them, for each contact wholly or not at all.
 * @returns how it went for each, in their order. @throws ApiError 403, 422.
 */
export async function changeTagsOfMany(
  context: ContactContext,
  principal: Principal,
  type: 'add' | 'remove',
  body: Checked<BulkTagsBody>,
): Promise<BulkTagsOutcome[]> {
  const sent = await context.storage.read((tx) => inReachableLocation(tx, principal, body))
  if (sent.removeAllTags && type === 'add')
    throw errors.unprocessable(['removeAllTags can only be used with remove'])
  const change = tagChange(type, sent)
  const outcomes: BulkTagsOutcome[] = []
  for (let from = 0; from < sent.contacts.length; from += contactsPerTurn) {
    const turn = sent.contacts
      .slice(from, from + contactsPerTurn)
      .map((contactId) =>
        refusalAsOutcome(contactId, () =>
          context.storage.write(
            (tx) => changeTagsOf(tx, context, principal, { ...sent, contactId }, change),
            scopeOf(principal),
          ),
        ),
      )
    outcomes.push(...(await Promise.all(turn)))
  }
  return outcomes
}

function tagChange(
  type: 'add' | 'remove',
  { tags: sent, removeAllTags }: BulkTagsBody,
): (before: readonly string[]) => TagChange {
  if (type === 'add') return (before) => addTags(before, sent)
  if (removeAllTags) return (before) => ({ tags: [], removed: [...before] })
  return (before) => removeTags(before, sent)
}

async function changeTagsOf(
  tx: WriteTx,
  context: ContactContext,
  principal: Principal,
  { locationId, contactId }: { locationId: string; contactId: string },
  change: (before: readonly string[]) => TagChange,
): Promise<BulkTagsOutcome> {
  const failed = (message: string) => ({ contactId, message, type: 'error' }) as const
  if (!firebaseId.test(contactId)) return failed('contact id is not a valid firebase id')
  const row = await tx.get(findContact, { locationId, id: contactId })
  if (!row) {
    const home = await tx.get(findContactHome, { companyId: principal.companyId, id: contactId })
    return failed(home ? 'contact does not belong to location' : 'contact is deleted')
  }
  const before = storedContact(row)
  const { tags, added = [], removed = [] } = change(before.contact.tags)
  await setTags(tx, context, principal, before, tags)
  return {
    contactId,
    message: 'Tags updated',
    type: 'success',
    oldTags: before.contact.tags,
    tagsAdded: added,
    tagsRemoved: removed,
  }
}

/** A contact that is refused leaves the others as they are. */
async function refusalAsOutcome(
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
