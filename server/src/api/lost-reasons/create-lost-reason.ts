import { errors } from '../../http/errors.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import type { WriteTx } from '../../storage/storage.ts'
import { maxLostReasons } from './lost-reason.ts'
import { countLostReasons, insertLostReason, type LostReasonRow } from './lost-reason-store.ts'

/** Creates a lost reason in a location. @throws ApiError 400 if the location has reached the limit. */
export async function createLostReason(
  tx: WriteTx,
  { clock, ids }: { clock: Clock; ids: Ids },
  locationId: string,
  { name }: { name: string },
): Promise<LostReasonRow> {
  const count = (await tx.get(countLostReasons, { locationId }))?.count ?? 0
  if (count >= maxLostReasons) throw errors.tooMany('lost reasons', maxLostReasons)
  const row = { locationId, id: ids.next(), name, dateAdded: clock.now() }
  await tx.run(insertLostReason, row)
  return row
}
