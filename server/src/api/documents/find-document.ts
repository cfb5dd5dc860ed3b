import type { Principal } from '../../auth/principal.ts'
import { writeAtHome } from '../../auth/write-scope.ts'
import { errors } from '../../http/errors.ts'
import type { ReadTx } from '../../storage/storage.ts'
import type { ApiContext } from '../api-context.ts'
import { isReachableLocation } from '../locations/find-location.ts'
import { type DocumentRow, findDocument, markDocumentDeleted } from './document-store.ts'

/** A document. @throws ApiError 404 if it does not exist or the token cannot access it. */
export const findReachableDocument = (
  { storage }: ApiContext,
  principal: Principal,
  id: string,
): Promise<DocumentRow> => storage.read((tx) => findReachable(tx, principal, id))

/**
 * Deletes a document, even if values name it: they keep its URL, which stops working. `removeDeletedDocuments`
 * removes its content afterwards.
 * @throws ApiError 404 if it does not exist or the token cannot access it.
 */
export const deleteDocument = ({ storage }: ApiContext, principal: Principal, id: string): Promise<void> =>
  writeAtHome(
    storage,
    principal,
    { findHome: (tx) => tx.get(findDocument, { id }), notFound: () => errors.documentNotFound(id) },
    async (tx, local) => {
      const { locationId } = await findReachable(tx, local, id)
      await tx.run(markDocumentDeleted, { locationId, id })
    },
  )

async function findReachable(tx: ReadTx, principal: Principal, id: string): Promise<DocumentRow> {
  const document = await tx.get(findDocument, { id })
  if (!document || !(await isReachableLocation(tx, principal, document.locationId)))
    throw errors.documentNotFound(id)
  return document
}
