import type { OperationRequest } from '../../http/messages.ts'
import { isVersion3 } from '../../http/version-header.ts'
import type { CustomFieldItem } from '../custom-fields/values/custom-field-item-schemas.ts'
import { readVersion3Items } from '../custom-fields/values/version-3-items.ts'
import type { WholeOpportunity } from './find-opportunity.ts'
import { opportunityView } from './opportunity-view.ts'

/** The body of a request that writes an opportunity, in the names of the dated versions. */
export function opportunityBody<Body extends { customFields?: readonly CustomFieldItem[] }>(
  request: Pick<OperationRequest, 'headers'> & { body: Body },
): Body {
  const { body } = request
  if (!isVersion3(request) || body.customFields === undefined) return body
  return { ...body, customFields: readVersion3Items(body.customFields) }
}

/** The members of a response with an opportunity, in the form of the request's version. */
export const opportunityMember = (
  request: Pick<OperationRequest, 'headers'>,
  { opportunity, contact }: WholeOpportunity,
) => ({ opportunity: opportunityView(opportunity, contact, isVersion3(request)) })

/** The response to a deletion and to a change of the status. */
export const doneMembers = (request: Pick<OperationRequest, 'headers'>) => ({
  succeded: true,
  ...(isVersion3(request) && { success: true }),
})
