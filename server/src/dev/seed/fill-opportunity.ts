import type { Contact } from '../../api/contacts/contact.ts'
import { addFollowers } from '../../api/followers/followers.ts'
import { resolveFollowers } from '../../api/followers/resolve-followers.ts'
import { requireName } from '../../api/locations/require-name.ts'
import { makeOpportunity } from '../../api/opportunities/create-opportunity.ts'
import type { Opportunity } from '../../api/opportunities/opportunity.ts'
import { updateOpportunityRow } from '../../api/opportunities/opportunity-store.ts'
import type { PhonesContext } from '../../api/phones/parse-phones-first.ts'
import { findPipeline } from '../../api/pipelines/pipeline-store.ts'
import { utcInstant } from '../../lib/instant.ts'
import { type Filling, noteIgnored, without } from './filling.ts'
import type { LocationSeed } from './location-seed-schema.ts'

type SeedContact = NonNullable<LocationSeed['contacts']>[number]
type SeedOpportunity = NonNullable<SeedContact['opportunities']>[number]

/** Creates an opportunity of a contact of a seed. @throws ApiError if its use case refuses it. */
export async function fillOpportunity(
  filling: Filling,
  contact: Contact,
  item: SeedOpportunity,
  own: PhonesContext,
  path: string,
): Promise<Opportunity | undefined> {
  const { tx, names, locationId } = filling
  const { dateUpdated, lastStatusChangeAt, lastStageChangeAt, ...sent } = without(item)
  const { pipeline, stage, lostReason, assignedTo, followers, ...fields } = requireName(sent)
  const pipelineId = names.pipelines.idOf(pipeline)
  if (pipelineId === undefined) return undefined
  const nobody = { locationId, followers: [] }
  const followed = await resolveFollowers(tx, nobody, addFollowers(names.users.idsOf(followers ?? [])))
  const made = await makeOpportunity(
    tx,
    own,
    contact,
    {
      ...fields,
      pipelineId,
      ...(stage !== undefined && { pipelineStageId: await stageIdOf(filling, pipelineId, stage) }),
      ...names.lostReasons.as('lostReasonId', lostReason),
      ...names.users.as('assignedTo', assignedTo),
    },
    { followers: followed.followers },
  )
  noteIgnored(filling, path, fields.customFields, made.ignoredFields)
  const { opportunity } = made
  const dates = {
    ...(dateUpdated !== undefined && {
      updatedAt: utcInstant(dateUpdated),
      lastActionDate: utcInstant(dateUpdated),
    }),
    ...(lastStatusChangeAt !== undefined && { lastStatusChangeAt: utcInstant(lastStatusChangeAt) }),
    ...(lastStageChangeAt !== undefined && { lastStageChangeAt: utcInstant(lastStageChangeAt) }),
  }
  if (Object.keys(dates).length === 0) return opportunity
  const dated = { ...opportunity, ...dates }
  await updateOpportunityRow(tx, opportunity, dated)
  return dated
}

/** The id of a stage, by its name or its id. */
async function stageIdOf({ tx, locationId }: Filling, pipelineId: string, stage: string): Promise<string> {
  const { stages = [] } = (await findPipeline(tx, locationId, pipelineId)) ?? {}
  return stages.find(({ id, name }) => [id, name].includes(stage))?.id ?? stage
}
