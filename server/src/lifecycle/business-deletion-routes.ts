import { Type } from 'typebox'
import type { ApiContext } from '../api/api-context.ts'
import { businessAnswers } from '../api/businesses/business-schemas.ts'
import { principalOf } from '../auth/authorization.ts'
import { accessOf } from '../auth/operation-scopes.ts'
import { operation, pathId } from '../http/operation.ts'
import type { Pipeline } from '../http/pipeline.ts'
import { deleteBusiness } from './delete-business.ts'

const deleteOperation = operation({
  ...accessOf('delete-Business'),
  summary: 'Delete Business',
  description:
    'Deletes a business. Its contacts stay, without a business. Their `dateUpdated` does not change.',
  tag: 'Businesses',
  params: Type.Object({ businessId: pathId('The id of the business.', '63771dcac1116f0e21de8e12') }),
  answer: { status: 200, description: 'Deleted.', schema: businessAnswers.deleted },
  refusals: ['businessNotFound', 'locationUnreachable'],
})

/** The deletion of businesses, which also changes contacts. */
export function registerBusinessDeletionRoutes(pipeline: Pipeline, context: ApiContext): void {
  pipeline.delete('/businesses/:businessId', deleteOperation, async (request) => {
    await deleteBusiness(context, principalOf(request), request.params.businessId, pipeline.stopping)
    return { success: true }
  })
}
