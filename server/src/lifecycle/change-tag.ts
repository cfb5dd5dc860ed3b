import type { ApiContext } from '../api/api-context.ts'
import type { Contact } from '../api/contacts/contact.ts'
import { sweepContacts } from '../api/contacts/rewrite-contacts.ts'
import { findReachableLocation } from '../api/locations/find-location.ts'
import type { TagBody } from '../api/tags/tag-schemas.ts'
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
} from '../api/tags/tag-store.ts'
import { principalOf } from '../auth/authorization.ts'
import type { Principal } from '../auth/principal.ts'
import { scopeIn } from '../auth/write-scope.ts'
import { errors } from '../http/errors.ts'
import type { OperationRequest } from '../http/messages.ts'
import { runCleanup } from '../storage/run-cleanup.ts'
import type { ReadTx, WriteTx } from '../storage/storage.ts'

/** The location and the name of a tag. */
interface TagPlace {
  locationId: string
  tagId: string
}

/**
 * Update Tag. The first commit renames the tag in the list; the contacts are updated afterwards.
 * @param stopping ends the work on the contacts early; the next start finishes it.
 * @throws ApiError 400, 401, 422.
 */
export async function renameTag(
  context: ApiContext,
  principal: Principal,
  place: TagPlace,
  body: TagBody,
  stopping: AbortSignal,
): Promise<TagRow> {
  const { locationId } = place
  const { tag, change } = await context.storage.write(
    async (tx) => {
      const before = await findReachableTag(tx, principal, place)
      const name = body.name.trim().toLowerCase()
      if (name === '') throw errors.unprocessable(['name should not be empty'])
      if (name === before.name) return { tag: before }
      if (await tx.get(findTagByName, { locationId, name })) throw errors.tagNameTaken()
      await tx.run(renameTagRow, { locationId, id: before.id, name })
      const change = await beginChange(tx, context, { locationId, name: before.name, newName: name })
      return { tag: { ...before, name }, change }
    },
    scopeIn(principal, locationId),
  )
  if (change) await runCleanup(finishTagChange(context, change, stopping))
  return tag
}

/**
 * Delete Tag. The first commit removes the tag from the list; it is removed from the contacts afterwards.
 * @param stopping ends the work on the contacts early; the next start finishes it.
 * @throws ApiError 400, 401.
 */
export async function deleteTag(
  context: ApiContext,
  principal: Principal,
  place: TagPlace,
  stopping: AbortSignal,
): Promise<void> {
  const { locationId } = place
  const change = await context.storage.write(
    async (tx) => {
      const { id, name } = await findReachableTag(tx, principal, place)
      await tx.run(deleteTagRow, { locationId, id })
      return beginChange(tx, context, { locationId, name, newName: null })
    },
    scopeIn(principal, locationId),
  )
  await runCleanup(finishTagChange(context, change, stopping))
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

/** The precondition of operations on the tag in their path. @throws ApiError 400, 401. */
export const tagOfPath = (tx: ReadTx, request: OperationRequest): Promise<TagRow> =>
  findReachableTag(tx, principalOf(request), request.params as TagPlace)

async function beginChange(
  tx: WriteTx,
  { clock, ids }: ApiContext,
  { locationId, name, newName }: { locationId: string; name: string; newName: string | null },
): Promise<TagChange> {
  const id = ids.next()
  await tx.run(redirectTagChanges, { locationId, name, newName })
  await tx.run(insertTagChange, { locationId, id, name, newName, dateAdded: clock.now() })
  return { locationId, id, name }
}

/** Finishes a tag change. @param stopping ends it early. */
export async function finishTagChange(
  context: ApiContext,
  { locationId, id, name }: TagChange,
  stopping: AbortSignal,
): Promise<void> {
  const change = async (contact: Contact, tx: ReadTx): Promise<Contact | undefined> => {
    if (!contact.tags.includes(name)) return undefined
    // Read for each contact: another change may have renamed the tag again.
    const row = await tx.get(findTagChange, { locationId, id })
    return row && { ...contact, tags: withTagChanged(contact.tags, name, row.newName) }
  }
  if (await sweepContacts(context, { locationId, text: name, change }, stopping))
    await context.storage.write((tx) => tx.run(deleteTagChange, { locationId, id }), { locationId })
}

/** Replaces or removes one of the tags. Keeps their order and removes duplicates. */
export const withTagChanged = (tags: readonly string[], name: string, newName: string | null): string[] => [
  ...new Set(tags.flatMap((tag) => (tag !== name ? [tag] : newName === null ? [] : [newName]))),
]
