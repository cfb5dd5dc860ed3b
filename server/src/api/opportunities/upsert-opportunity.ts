import type { Principal } from '../../auth/principal.ts'
import { scopeIn } from '../../auth/write-scope.ts'
import { errors } from '../../http/errors.ts'
import type { ReadTx } from '../../storage/storage.ts'
import type { ApiContext } from '../api-context.ts'
import type { Contact } from '../contacts/contact.ts'
import { addFollowers, type FollowersChange, removeFollowers } from '../followers/followers.ts'
import { resolveFollowers } from '../followers/resolve-followers.ts'
import { findReachableLocation } from '../locations/find-location.ts'
import { requireName } from '../locations/require-name.ts'
import { withPhonesParsedFirst } from '../phones/parse-phones-first.ts'
import { createOpportunityOf, requireContact, type WrittenOpportunity } from './create-opportunity.ts'
import { findReachableOpportunity, type WholeOpportunity } from './find-opportunity.ts'
import { maxOpportunities, type Opportunity } from './opportunity.ts'
import type { UpsertOpportunityBody } from './opportunity-schemas.ts'
import { findOpportunityRow, listOpportunitiesOfContact, type OpportunityPlace } from './opportunity-store.ts'
import { changeOpportunity } from './update-opportunity.ts'

interface UpsertedOpportunity extends WrittenOpportunity {
  isNew: boolean
}

/**
 * Upsert Opportunity: changes the opportunity with the id, or else that of the contact in the pipeline; creates one if
 * the contact has none there. Refuses a body with neither id nor contact (422), and the same requests as Create
 * Opportunity and Update Opportunity.
 */
export const upsertOpportunity = (
  context: ApiContext,
  principal: Principal,
  body: UpsertOpportunityBody,
): Promise<UpsertedOpportunity> =>
  withPhonesParsedFirst(context, (withPhones) =>
    context.storage.write(
      async (tx) => {
        const { id, locationId, contactId, followers, isRemoveAllFollowers, followersActionType, ...fields } =
          requireName(body)
        await findReachableLocation(tx, principal, locationId)
        const followersAfter = async (before: readonly string[]): Promise<string[]> => {
          const kept = { locationId, followers: isRemoveAllFollowers ? [] : before }
          const change: (sent: readonly string[]) => FollowersChange =
            followersActionType === 'remove' ? removeFollowers : addFollowers
          return (await resolveFollowers(tx, kept, change(followers ?? []))).followers
        }
        const change = async (found: WholeOpportunity) => ({
          isNew: false,
          ...(await changeOpportunity(tx, withPhones, found, fields, {
            followers: await followersAfter(found.opportunity.followers),
          })),
        })
        if (id) return change(await findReachableOpportunity(tx, { ...principal, locationId }, id))
        if (!contactId)
          throw errors.unprocessable(['contactId must be a string', 'contactId should not be empty'])
        const contact = await requireContact(tx, locationId, contactId)
        const opportunity = await findMatch(tx, contact, fields.pipelineId)
        if (opportunity) return change({ opportunity, contact })
        const more = { followers: await followersAfter([]) }
        return { isNew: true, ...(await createOpportunityOf(tx, withPhones, contact, fields, more)) }
      },
      scopeIn(principal, body.locationId),
    ),
  )

/** The contact's opportunity in a pipeline: the open one, or else the latest. */
async function findMatch(
  tx: ReadTx,
  { locationId, id: contactId }: Contact,
  pipelineId: string,
): Promise<Opportunity | undefined> {
  const all = await tx.all(listOpportunitiesOfContact, { locationId, contactId, limit: maxOpportunities })
  const [match] = all.filter((one) => one.pipelineId === pipelineId).sort(openAndLatestFirst)
  const row = match && (await tx.get(findOpportunityRow, { locationId, id: match.id }))
  return row && (JSON.parse(row.document) as Opportunity)
}

const openAndLatestFirst = (one: OpportunityPlace, other: OpportunityPlace): number =>
  Number(other.status === 'open') - Number(one.status === 'open') ||
  other.dateAdded - one.dateAdded ||
  (one.id < other.id ? -1 : 1)
