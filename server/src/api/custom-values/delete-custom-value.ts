import type { Principal } from '../../auth/principal.ts'
import { scopeIn } from '../../auth/write-scope.ts'
import type { Storage } from '../../storage/storage.ts'
import type { CustomValueRef } from './custom-value.ts'
import { deleteCustomValueRow } from './custom-value-store.ts'
import { findReachableCustomValue } from './find-custom-value.ts'

/** Delete Custom Value, which frees its key. @throws ApiError 400, 401. */
export const deleteCustomValue = (
  storage: Storage,
  principal: Principal,
  ref: CustomValueRef,
): Promise<void> =>
  storage.write(
    async (tx) => {
      const { locationId, id } = await findReachableCustomValue(tx, principal, ref)
      await tx.run(deleteCustomValueRow, { locationId, id })
    },
    scopeIn(principal, ref.locationId),
  )
