import type { Principal } from '../../auth/principal.ts'
import { scopeIn } from '../../auth/write-scope.ts'
import { errors } from '../../http/errors.ts'
import type { Storage } from '../../storage/storage.ts'
import { findReachableLocation } from '../locations/find-location.ts'
import { markTemplateDeleted } from './template-store.ts'

/** DELETE an email/sms template: it remains in the list of deleted templates. @throws ApiError 400, 401. */
export const deleteTemplate = (
  storage: Storage,
  principal: Principal,
  { locationId, id }: { locationId: string; id: string },
): Promise<void> =>
  storage.write(
    async (tx) => {
      await findReachableLocation(tx, principal, locationId)
      if ((await tx.change(markTemplateDeleted, { locationId, id })) === 0) throw errors.templateNotFound(id)
    },
    scopeIn(principal, locationId),
  )
