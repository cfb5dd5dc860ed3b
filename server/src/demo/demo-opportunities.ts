import { contactsToSweep, findContact } from '../api/contacts/contact-store.ts'
import { createCustomField } from '../api/custom-fields/create-custom-field.ts'
import { createLostReason } from '../api/lost-reasons/create-lost-reason.ts'
import {
  changedOpportunity,
  newOpportunity,
  type OpportunityChange,
} from '../api/opportunities/opportunity.ts'
import { insertOpportunity } from '../api/opportunities/opportunity-store.ts'
import { createPipeline } from '../api/pipelines/create-pipeline.ts'
import type { OpportunityPipeline } from '../api/pipelines/pipeline.ts'
import type { WriteTx } from '../storage/storage.ts'
import { demoIds } from './demo-ids.ts'
import { type DemoSources, withId } from './demo-sources.ts'

const { location: locationId } = demoIds
const hourMs = 60 * 60 * 1000

/** How far an opportunity of the demo is: its pipeline, the position of its stage, and what else it has. */
type Progress = [pipeline: 'sales' | 'onboarding', position: number, fields: OpportunityChange]

const { user: assignedTo, lostReason: lostReasonId } = demoIds
const progress: readonly Progress[] = [
  ['sales', 0, { monetaryValue: 500, source: 'website form' }],
  ['sales', 0, { monetaryValue: 1200, assignedTo }],
  ['sales', 0, { source: 'referral' }],
  ['sales', 1, { monetaryValue: 2400, assignedTo }],
  ['sales', 1, { monetaryValue: 800 }],
  ['sales', 2, { monetaryValue: 9900, assignedTo, followers: [demoIds.user] }],
  ['sales', 2, { monetaryValue: 3000, status: 'won' }],
  ['sales', 1, { monetaryValue: 700, status: 'lost', lostReasonId }],
  ['sales', 0, { monetaryValue: 150, status: 'abandoned' }],
  ['onboarding', 0, { assignedTo }],
  ['onboarding', 1, { assignedTo }],
  ['onboarding', 2, { status: 'won' }],
]

/** Creates two pipelines, a lost reason, a custom field, and opportunities in several stages and statuses. */
export async function fillOpportunities(tx: WriteTx, sources: DemoSources): Promise<void> {
  const { clock, ids } = sources
  const delivery = { name: 'Delivery', dataType: 'TEXT', model: 'opportunity' } as const
  await createCustomField(tx, sources, locationId, delivery)
  await createLostReason(tx, withId(sources, demoIds.lostReason), locationId, { name: 'Too expensive' })
  const salesStages = [ids.uuid(), demoIds.pipelineStage, ids.uuid()]
  const pipelines = {
    sales: await createPipeline(
      tx,
      { clock, ids: { next: () => demoIds.pipeline, uuid: () => salesStages.shift() ?? '' } },
      locationId,
      { name: 'Sales', stages: ['New lead', 'Offer sent', 'Negotiation'] },
    ),
    onboarding: await createPipeline(tx, withId(sources, demoIds.secondPipeline), locationId, {
      name: 'Onboarding',
      stages: ['Signed', 'Set up', 'Live'],
    }),
  }
  // The contact of the guide has none: the example of Create Opportunity creates one.
  const contacts = await tx.all(contactsToSweep.listSizes, { locationId, afterId: '', limit: 100 })
  const others = contacts.filter(({ id }) => id !== demoIds.guideContact && id !== demoIds.referenceContact)
  const contactIds = [demoIds.referenceContact, ...others.map(({ id }) => id)]
  for (const [index, [pipeline, position, fields]] of progress.entries()) {
    const id = index === 0 ? demoIds.opportunity : ids.next()
    const createdAt = new Date(clock.now() - (progress.length - index) * hourMs).toISOString()
    const place = { id, contactId: contactIds[index] ?? '', createdAt, position }
    await fillOpportunity(tx, clock.now(), pipelines[pipeline], place, fields)
  }
}

async function fillOpportunity(
  tx: WriteTx,
  now: number,
  { id: pipelineId, stages }: OpportunityPipeline,
  {
    id,
    contactId,
    createdAt,
    position,
  }: { id: string; contactId: string; createdAt: string; position: number },
  fields: OpportunityChange,
): Promise<void> {
  const contact = await tx.get(findContact, { locationId, id: contactId })
  const { name } = JSON.parse(contact?.document ?? '{}') as { name: string }
  const [first] = stages
  const place = { id, locationId, contactId, name, pipelineId, pipelineStageId: first?.id ?? '' }
  const change = { ...fields, pipelineStageId: stages[position]?.id }
  const opportunity = newOpportunity(place, createdAt)
  await insertOpportunity(tx, changedOpportunity(opportunity, change, new Date(now).toISOString()))
}
