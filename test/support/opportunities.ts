import { createLostReason } from '../../server/src/api/lost-reasons/create-lost-reason.ts'
import { newOpportunity, type Opportunity } from '../../server/src/api/opportunities/opportunity.ts'
import { insertOpportunity } from '../../server/src/api/opportunities/opportunity-store.ts'
import { createPipeline } from '../../server/src/api/pipelines/create-pipeline.ts'
import type { OpportunityPipeline } from '../../server/src/api/pipelines/pipeline.ts'
import type { TestServer } from './server.ts'

/** An opportunity of a contact, in a pipeline that need not exist. */
export function madeOpportunity(
  { ids, locationId, clock }: Pick<TestServer, 'ids' | 'locationId' | 'clock'>,
  contactId: string,
  fields: Partial<Opportunity> = {},
): Opportunity {
  const place = { name: 'Roof', pipelineId: 'pipeline', pipelineStageId: 'stage' }
  return { ...newOpportunity({ id: ids.next(), locationId, contactId, ...place }, clock.iso()), ...fields }
}

/** Puts an opportunity of a contact into the store. @returns its id. */
export async function plantOpportunity(
  server: TestServer,
  contactId: string,
  fields: Partial<Opportunity> = {},
): Promise<string> {
  const opportunity = madeOpportunity(server, contactId, fields)
  const { locationId } = opportunity
  await server.storage.write((tx) => insertOpportunity(tx, opportunity), { locationId })
  return opportunity.id
}

/** Creates a pipeline in the server's location. */
export const newPipeline = (
  { storage, clock, ids, locationId }: TestServer,
  stages: readonly string[] = ['New', 'Offer', 'Closing'],
  name = 'Sales',
): Promise<OpportunityPipeline> =>
  storage.write((tx) => createPipeline(tx, { clock, ids }, locationId, { name, stages }), { locationId })

/** Creates a lost reason in the server's location. @returns its id. */
export const newLostReason = async (
  { storage, clock, ids, locationId }: TestServer,
  name = 'Too expensive',
): Promise<string> =>
  (await storage.write((tx) => createLostReason(tx, { clock, ids }, locationId, { name }), { locationId })).id
