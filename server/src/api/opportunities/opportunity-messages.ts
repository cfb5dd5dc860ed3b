import type { OperationReply, OperationRequest } from '../../http/messages.ts'
import { isVersion3 } from '../../http/version-header.ts'
import { ignoredFieldsHeader } from '../contacts/contact-view.ts'
import type { WholeOpportunity } from './find-opportunity.ts'
import { opportunityView } from './opportunity-view.ts'

/** The members of a response with an opportunity, in the form of the request's version. */
export const opportunityMember = (
  request: Pick<OperationRequest, 'headers'>,
  { opportunity, contact }: WholeOpportunity,
) => ({ opportunity: opportunityView(opportunity, contact, isVersion3(request)) })

/** Names the dropped custom fields in the header of a response. */
export function tellIgnoredFields(reply: OperationReply, ignoredFields: readonly string[]): void {
  if (ignoredFields.length > 0) reply.header('x-contactd-ignored-fields', ignoredFieldsHeader(ignoredFields))
}

/** The response to a deletion and to a change of the status. */
export const doneMembers = (request: Pick<OperationRequest, 'headers'>) => ({
  succeded: true,
  ...(isVersion3(request) && { success: true }),
})
