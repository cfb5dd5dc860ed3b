import { actorOf } from '../auth/actor.ts'
import { type Principal, scopeOf } from '../auth/principal.ts'
import { errors } from '../http/errors.ts'
import type { Checked } from '../http/validation.ts'
import type { WriteTx } from '../storage/storage.ts'
import { completed } from './contact.ts'
import type { ContactContext } from './contact-context.ts'
import { bounds, type TagsBody } from './contact-schemas.ts'
import { findReachableContact, type StoredContact } from './find-contact.ts'
import { saveContact } from './save-contact.ts'
import { addTags, removeTags } from './tags.ts'

/** Add Tags. @returns all tags of the contact, and those that were new. @throws ApiError 400, 403, 422. */
export async function addContactTags(
  context: ContactContext,
  principal: Principal,
  id: string,
  body: Checked<TagsBody>,
): Promise<{ tags: string[]; tagsAdded: string[] }> {
  const { tags, changed } = await changeTags(context, principal, id, body, (before, sent) => {
    const { tags, added } = addTags(before, sent)
    return { tags, changed: added }
  })
  return { tags, tagsAdded: changed }
}

/** Remove Tags. @returns the tags that are left, and those that went. @throws ApiError 400, 403, 422. */
export async function removeContactTags(
  context: ContactContext,
  principal: Principal,
  id: string,
  body: Checked<TagsBody>,
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
  context: ContactContext,
  principal: Principal,
  id: string,
  body: Checked<TagsBody>,
  change: (before: readonly string[], sent: readonly string[]) => TagChange,
): Promise<TagChange> {
  return context.storage.write(async (tx) => {
    const before = await findReachableContact(tx, principal, id)
    const changed = change(before.contact.tags, body.valid().tags)
    await setTags(tx, context, principal, before, changed.tags)
    return changed
  }, scopeOf(principal))
}

/** Gives a contact other tags. @throws ApiError 422 where they are too many. */
export async function setTags(
  tx: WriteTx,
  { clock, ids }: ContactContext,
  principal: Principal,
  before: StoredContact,
  tags: string[],
): Promise<void> {
  if (tags.length > bounds.tags)
    throw errors.unprocessable([`tags must contain no more than ${bounds.tags} elements`])
  await saveContact(tx, ids, before, completed({ ...before.contact, tags }), actorOf(principal, clock))
}
