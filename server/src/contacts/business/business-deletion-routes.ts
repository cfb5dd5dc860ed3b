import { Type } from 'typebox'
import { principalOf } from '../../auth/gate.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import type { App } from '../../http/app.ts'
import { operation, pathId } from '../../http/operation.ts'
import { businessAnswers } from '../../locations/business-schemas.ts'
import type { ContactContext } from '../contact-context.ts'
import { deleteBusiness } from './delete-business.ts'

const deleteOperation = operation({
  ...accessOf('delete-Business'),
  summary: 'Delete Business',
  description: 'Deletes a business. Its contacts stay, and belong to none. Their `dateUpdated` stays.',
  tag: 'Businesses',
  params: Type.Object({ businessId: pathId('The id of the business.', '63771dcac1116f0e21de8e12') }),
  answer: { status: 200, description: 'It is gone.', schema: businessAnswers.deleted },
  refusals: ['businessNotFound', 'locationUnreachable'],
})

/** The deletion of businesses stands with the contacts, since it changes them. The gate stands before it. */
export function registerBusinessDeletionRoutes(app: App, context: ContactContext): void {
  const stopping = new AbortController()
  app.addHook('preClose', async () => stopping.abort())

  app.delete('/businesses/:businessId', deleteOperation, async (request) => {
    await deleteBusiness(context, principalOf(request), request.params.businessId, stopping.signal)
    return { success: true }
  })
}
