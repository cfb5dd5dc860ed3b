import { type Principal, scopeOf } from '../auth/principal.ts'
import { errors } from '../http/errors.ts'
import type { Checked } from '../http/validation.ts'
import { findReachableLocation } from './find-location.ts'
import type { LocationContext } from './location-context.ts'
import { maxTags, type TagBody } from './tag-schemas.ts'
import { countTags, findTagByName, insertTag, type TagRow } from './tag-store.ts'

/**
 * Create Tag, trimmed and in lower case, as contacts have them.
 * @throws ApiError 401, 422; 400 where the location has the tag, or as many as it can.
 */
export const createTag = (
  { storage, ids }: LocationContext,
  principal: Principal,
  locationId: string,
  body: Checked<TagBody>,
): Promise<TagRow> =>
  storage.write(async (tx) => {
    await findReachableLocation(tx, principal, locationId)
    const name = body.valid().name.trim().toLowerCase()
    if (name === '') throw errors.unprocessable(['name should not be empty'])
    if (await tx.get(findTagByName, { locationId, name })) throw errors.tagNameTaken()
    const count = (await tx.get(countTags, { locationId }))?.count ?? 0
    if (count >= maxTags) throw errors.tooMany('tags', maxTags)
    const tag = { id: ids.next(), name }
    await tx.run(insertTag, { locationId, ...tag })
    return tag
  }, scopeOf(principal))
