import { errors } from '../../http/errors.ts'
import type { ReadTx } from '../../storage/storage.ts'
import { readCustomFieldItems } from '../custom-fields/values/custom-field-items.ts'
import { getLocation } from '../locations/find-location.ts'
import { findLostReason } from '../lost-reasons/lost-reason-store.ts'
import type { PhonesContext } from '../phones/parse-phones-first.ts'
import { stageIdOf } from '../pipelines/pipeline.ts'
import { findPipeline } from '../pipelines/pipeline-store.ts'
import { requireUser } from '../users/find-user.ts'
import { parseCloseDate } from './forecast.ts'
import type { Opportunity, OpportunityChange } from './opportunity.ts'
import type { UpdateOpportunityBody, UpsertOpportunityBody } from './opportunity-schemas.ts'

/** The properties of any body that change an opportunity. */
export type SentOpportunity = UpdateOpportunityBody & Pick<UpsertOpportunityBody, 'lostReasonId'>

interface ReadOpportunity {
  change: OpportunityChange
  /** The ids and keys of dropped custom fields, as sent. */
  ignoredFields: string[]
}

/**
 * Resolves the parts of a body that depend on the location: pipeline and stage, the user, the lost reason, the custom
 * fields.
 * @throws ApiError 400 for the first invalid one.
 */
export async function resolveOpportunity(
  tx: ReadTx,
  { ids, phones }: Pick<PhonesContext, 'ids' | 'phones'>,
  before: Opportunity,
  { customFields, pipelineId, pipelineStageId, status, forecastExpectedCloseDate, ...plain }: SentOpportunity,
): Promise<ReadOpportunity> {
  const { locationId } = before
  const place = await resolveStage(tx, before, pipelineId, pipelineStageId)
  if (plain.assignedTo && plain.assignedTo !== before.assignedTo)
    await requireUser(tx, locationId, plain.assignedTo)
  const { lostReasonId } = plain
  if (lostReasonId && !(await tx.get(findLostReason, { locationId, id: lostReasonId })))
    throw errors.lostReasonNotFound(lostReasonId)
  const read =
    customFields &&
    (await readCustomFieldItems(tx, 'opportunity', before, customFields, {
      country: async () => (await getLocation(tx, locationId)).country,
      uuid: ids.uuid,
      phones,
    }))
  const change = {
    ...plain,
    ...place,
    status: status === 'all' ? undefined : status,
    forecastExpectedCloseDate: forecastExpectedCloseDate && parseCloseDate(forecastExpectedCloseDate),
    customFields: read?.customFields,
  }
  return { change, ignoredFields: read?.ignoredFields ?? [] }
}

/** An opportunity that enters another pipeline without a stage enters its first one. */
async function resolveStage(
  tx: ReadTx,
  before: Opportunity,
  pipelineId = before.pipelineId,
  pipelineStageId?: string,
): Promise<Pick<Opportunity, 'pipelineId' | 'pipelineStageId'>> {
  const isThere = pipelineId === before.pipelineId
  if (isThere && (pipelineStageId ?? before.pipelineStageId) === before.pipelineStageId)
    return { pipelineId, pipelineStageId: before.pipelineStageId }
  const pipeline = await findPipeline(tx, before.locationId, pipelineId)
  if (!pipeline) throw errors.pipelineInvalid()
  const stageId = stageIdOf(pipeline, pipelineStageId)
  if (stageId === undefined) throw errors.pipelineStageInvalid()
  return { pipelineId, pipelineStageId: stageId }
}
