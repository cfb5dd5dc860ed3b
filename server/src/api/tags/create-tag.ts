import type { Principal } from '../../auth/principal.ts'
import { scopeIn } from '../../auth/write-scope.ts'
import { errors } from '../../http/errors.ts'
import type { ApiContext } from '../api-context.ts'
import { findReachableLocation } from '../locations/find-location.ts'
import { maxTags, type TagBody } from './tag-schemas.ts'
import { countTags, findTagByName, insertTag, type TagRow } from './tag-store.ts'

/**
 * Create Tag, trimmed and in lower case, as on contacts.
 * @throws ApiError 401, 422; 400 if the tag exists or the location has reached the limit.
 */
export const createTag = (
  { storage, ids }: ApiContext,
  principal: Principal,
  locationId: string,
  body: TagBody,
): Promise<TagRow> =>
  storage.write(
    async (tx) => {
      await findReachableLocation(tx, principal, locationId)
      const name = body.name.trim().toLowerCase()
      if (name === '') throw errors.unprocessable(['name should not be empty'])
      if (await tx.get(findTagByName, { locationId, name })) throw errors.tagNameTaken()
      const count = (await tx.get(countTags, { locationId }))?.count ?? 0
      if (count >= maxTags) throw errors.tooMany('tags', maxTags)
      const tag = { id: ids.next(), name }
      await tx.run(insertTag, { locationId, ...tag })
      return tag
    },
    scopeIn(principal, locationId),
  )
