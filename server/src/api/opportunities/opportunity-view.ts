import type { Contact } from '../contacts/contact.ts'
import type { Opportunity } from './opportunity.ts'

/** What a response needs of the contact of an opportunity. */
export type OpportunityContact = Pick<Contact, 'id' | 'name' | 'companyName' | 'email' | 'phone' | 'tags'>

/**
 * An opportunity as returned, with its contact as it is now. Keys are in the order of the specification.
 * @param isVersion3 whether to return the forecast.
 */
export function opportunityView(opportunity: Opportunity, contact: OpportunityContact, isVersion3: boolean) {
  const { customFields, followers, lostReasonId, contactId, locationId } = opportunity
  return {
    id: opportunity.id,
    name: opportunity.name,
    monetaryValue: opportunity.monetaryValue,
    pipelineId: opportunity.pipelineId,
    pipelineStageId: opportunity.pipelineStageId,
    assignedTo: opportunity.assignedTo,
    status: opportunity.status,
    source: opportunity.source,
    lastStatusChangeAt: opportunity.lastStatusChangeAt,
    lastStageChangeAt: opportunity.lastStageChangeAt,
    lastActionDate: opportunity.lastActionDate,
    createdAt: opportunity.createdAt,
    updatedAt: opportunity.updatedAt,
    ...(isVersion3 && forecastView(opportunity)),
    contactId,
    locationId,
    contact: {
      id: contact.id,
      name: contact.name,
      companyName: contact.companyName,
      email: contact.email,
      phone: contact.phone,
      tags: contact.tags,
    },
    lostReasonId,
    customFields: customFields.map(({ id, value }) => ({ id, fieldValue: value })),
    followers,
  }
}

/** contactd's stages have no probability, so the effective one is that of the opportunity. */
const forecastView = (opportunity: Opportunity) => ({
  forecastExpectedCloseDate: opportunity.forecastExpectedCloseDate,
  forecastOriginalCloseDate: opportunity.forecastOriginalCloseDate,
  forecastSlippageCount: opportunity.forecastSlippageCount,
  forecastDaysSlipped: opportunity.forecastDaysSlipped,
  forecastLastSlippedAt: opportunity.forecastLastSlippedAt,
  forecastProbability: opportunity.forecastProbability,
  effectiveProbability: opportunity.forecastProbability,
})
