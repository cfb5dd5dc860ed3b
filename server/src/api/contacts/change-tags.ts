import { actorOf } from '../../auth/actor.ts'
import type { Principal } from '../../auth/principal.ts'
import { errors } from '../../http/errors.ts'
import type { WriteTx } from '../../storage/storage.ts'
import type { ApiContext } from '../api-context.ts'
import { bounds } from '../schemas/bounds.ts'
import { completed } from './contact.ts'
import type { TagsBody } from './contact-schemas.ts'
import { findReachableContact, type StoredContact, writeToContact } from './find-contact.ts'
import { saveContact } from './save-contact.ts'
import { addTags, removeTags } from './tags.ts'

/** Add Tags. @returns all tags of the contact, and the new ones. @throws ApiError 400, 403, 422. */
export async function addContactTags(
  context: ApiContext,
  principal: Principal,
  id: string,
  body: TagsBody,
): Promise<{ tags: string[]; tagsAdded: string[] }> {
  const { tags, changed } = await changeTags(context, principal, id, body, (before, sent) => {
    const { tags, added } = addTags(before, sent)
    return { tags, changed: added }
  })
  return { tags, tagsAdded: changed }
}

/** Remove Tags. @returns the remaining tags, and the removed ones. @throws ApiError 400, 403, 422. */
export async function removeContactTags(
  context: ApiContext,
  principal: Principal,
  id: string,
  body: TagsBody,
): Promise<{ tags: string[]; tagsRemoved: string[] }> {
  const { tags, changed } = await changeTags(context, principal, id, body, (before, sent) => {
    const { tags, removed } = removeTags(before, sent)
    return { tags, changed: removed }
  })
  return { tags, tagsRemoved: changed }
}

interface TagChange {
  tags: string[]
  changed: string[]
}

function changeTags(
  context: ApiContext,
  principal: Principal,
  id: string,
  body: TagsBody,
  change: (before: readonly string[], sent: readonly string[]) => TagChange,
): Promise<TagChange> {
  return writeToContact(context.storage, principal, id, async (tx, local) => {
    const before = await findReachableContact(tx, local, id)
    const changed = change(before.contact.tags, body.tags)
    await setTags(tx, context, principal, before, changed.tags)
    return changed
  })
}

/** Replaces the tags of a contact. @throws ApiError 422 if there are too many. */
export async function setTags(
  tx: WriteTx,
  { clock, ids }: ApiContext,
  principal: Principal,
  before: StoredContact,
  tags: string[],
): Promise<void> {
  if (tags.length > bounds.tags)
    throw errors.unprocessable([`tags must contain not more than ${bounds.tags} elements`])
  await saveContact(tx, ids, before, completed({ ...before.contact, tags }), actorOf(principal, clock))
}
