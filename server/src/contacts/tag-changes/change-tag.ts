import { type Principal, scopeOf } from '../../auth/principal.ts'
import { errors } from '../../http/errors.ts'
import type { Checked } from '../../http/validation.ts'
import { findReachableLocation } from '../../locations/find-location.ts'
import type { TagBody } from '../../locations/tag-schemas.ts'
import {
  deleteTagChange,
  deleteTagRow,
  findTag,
  findTagByName,
  findTagChange,
  insertTagChange,
  redirectTagChanges,
  renameTagRow,
  type TagChange,
  type TagRow,
} from '../../locations/tag-store.ts'
import type { ReadTx, WriteTx } from '../../storage/storage.ts'
import type { Contact } from '../contact.ts'
import type { ContactContext } from '../contact-context.ts'
import { finishLater } from '../finish-later.ts'
import { sweepContacts } from '../sweep-contacts.ts'

/** Where a tag is. */
interface TagPlace {
  locationId: string
  tagId: string
}

/**
 * Update Tag: the list has the new name from the first commit on, then the contacts get it.
 * @param stopping ends the work on the contacts early; the next start finishes it.
 * @throws ApiError 400, 401, 422.
 */
export async function renameTag(
  context: ContactContext,
  principal: Principal,
  place: TagPlace,
  body: Checked<TagBody>,
  stopping: AbortSignal,
): Promise<TagRow> {
  const { locationId } = place
  const { tag, change } = await context.storage.write(async (tx) => {
    const before = await findReachableTag(tx, principal, place)
    const name = body.valid().name.trim().toLowerCase()
    if (name === '') throw errors.unprocessable(['name should not be empty'])
    if (name === before.name) return { tag: before }
    if (await tx.get(findTagByName, { locationId, name })) throw errors.tagNameTaken()
    await tx.run(renameTagRow, { locationId, id: before.id, name })
    const change = await beginChange(tx, context, { locationId, name: before.name, newName: name })
    return { tag: { ...before, name }, change }
  }, scopeOf(principal))
  if (change) await finishLater(finishTagChange(context, change, stopping))
  return tag
}

/**
 * Delete Tag: the list lacks it from the first commit on, then the contacts lose it.
 * @param stopping ends the work on the contacts early; the next start finishes it.
 * @throws ApiError 400, 401.
 */
export async function deleteTag(
  context: ContactContext,
  principal: Principal,
  place: TagPlace,
  stopping: AbortSignal,
): Promise<void> {
  const { locationId } = place
  const change = await context.storage.write(async (tx) => {
    const { id, name } = await findReachableTag(tx, principal, place)
    await tx.run(deleteTagRow, { locationId, id })
    return beginChange(tx, context, { locationId, name, newName: null })
  }, scopeOf(principal))
  await finishLater(finishTagChange(context, change, stopping))
}

async function findReachableTag(
  tx: ReadTx,
  principal: Principal,
  { locationId, tagId }: TagPlace,
): Promise<TagRow> {
  await findReachableLocation(tx, principal, locationId)
  const tag = await tx.get(findTag, { locationId, id: tagId })
  if (!tag) throw errors.tagNotFound(tagId)
  return tag
}

async function beginChange(
  tx: WriteTx,
  { clock, ids }: ContactContext,
  { locationId, name, newName }: { locationId: string; name: string; newName: string | null },
): Promise<TagChange> {
  const id = ids.next()
  await tx.run(redirectTagChanges, { locationId, name, newName })
  await tx.run(insertTagChange, { locationId, id, name, newName, dateAdded: clock.now() })
  return { locationId, id, name }
}

/** What is left to do of a change of a tag. @param stopping ends it early. */
export async function finishTagChange(
  { storage }: ContactContext,
  { locationId, id, name }: TagChange,
  stopping: AbortSignal,
): Promise<void> {
  const change = async (contact: Contact, tx: ReadTx): Promise<Contact | undefined> => {
    if (!contact.tags.includes(name)) return undefined
    // Asked for each contact: another change may have sent this one on.
    const row = await tx.get(findTagChange, { locationId, id })
    return row && { ...contact, tags: withTagChanged(contact.tags, name, row.newName) }
  }
  if (await sweepContacts(storage, { locationId, text: name, change }, stopping))
    await storage.write((tx) => tx.run(deleteTagChange, { locationId, id }), { locationId })
}

/** Tags with one in the place of another, or without it: each once, in their order. */
export const withTagChanged = (tags: readonly string[], name: string, newName: string | null): string[] => [
  ...new Set(tags.flatMap((tag) => (tag !== name ? [tag] : newName === null ? [] : [newName]))),
]
