import type { Principal } from '../auth/principal.ts'
import { errors } from '../http/errors.ts'
import { type DocumentRow, findDocument } from './document-store.ts'
import { isReachableLocation } from './find-location.ts'
import type { LocationContext } from './location-context.ts'

/** A document that a token reaches. @throws ApiError 404 where there is none, or it is a stranger's. */
export const findReachableDocument = (
  { storage }: LocationContext,
  principal: Principal,
  id: string,
): Promise<DocumentRow> =>
  storage.read(async (tx) => {
    const document = await tx.get(findDocument, { id })
    if (!document || !(await isReachableLocation(tx, principal, document.locationId)))
      throw errors.documentNotFound(id)
    return document
  })
