import type { Principal } from '../../auth/principal.ts'
import type { WriteTx } from '../../storage/storage.ts'
import type { ApiContext } from '../api-context.ts'
import { requireName } from '../locations/require-name.ts'
import { type PhonesContext, withPhonesParsedFirst } from '../phones/parse-phones-first.ts'
import type { WrittenOpportunity } from './create-opportunity.ts'
import { findReachableOpportunity, type WholeOpportunity, writeToOpportunity } from './find-opportunity.ts'
import { changedOpportunity, type OpportunityChange } from './opportunity.ts'
import { resolveOpportunity, type SentOpportunity } from './resolve-opportunity.ts'
import { saveOpportunity } from './save-opportunity.ts'

/**
 * Update Opportunity and Update Opportunity Status: change only the properties sent. Check the opportunity (404, 401),
 * the values that depend on the location (400), then whether it becomes a duplicate (400).
 */
export const updateOpportunity = (
  context: ApiContext,
  principal: Principal,
  id: string,
  body: SentOpportunity,
): Promise<WrittenOpportunity> =>
  withPhonesParsedFirst(context, (withPhones) =>
    writeToOpportunity(context.storage, principal, id, async (tx, local) =>
      changeOpportunity(tx, withPhones, await findReachableOpportunity(tx, local, id), requireName(body)),
    ),
  )

/** Changes an opportunity. @param more changes that do not depend on the location. @throws ApiError 400, 422. */
export async function changeOpportunity(
  tx: WriteTx,
  { clock, ids, phones }: PhonesContext,
  { opportunity: before, contact }: WholeOpportunity,
  fields: SentOpportunity,
  more: OpportunityChange = {},
): Promise<WrittenOpportunity> {
  const { change, ignoredFields } = await resolveOpportunity(tx, { ids, phones }, before, fields)
  const now = new Date(clock.now()).toISOString()
  const opportunity = changedOpportunity(before, { ...change, ...more }, now)
  await saveOpportunity(tx, { clock, ids }, before, opportunity)
  return { opportunity, contact, ignoredFields }
}
