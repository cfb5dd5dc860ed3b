import { Type } from 'typebox'
import { principalOf } from '../../auth/gate.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import type { App } from '../../http/app.ts'
import { operation, pathId } from '../../http/operation.ts'
import { customFieldAnswers } from '../../locations/custom-field-schemas.ts'
import type { ContactContext } from '../contact-context.ts'
import { deleteCustomField } from './delete-custom-field.ts'

const deleteOperation = operation({
  ...accessOf('delete-custom-field'),
  summary: 'Delete Custom Field',
  description:
    "Deletes a custom field, and its values on the location's contacts. Their `dateUpdated` stays.",
  tag: 'Custom Fields',
  params: Type.Object({
    locationId: pathId('The id of the location.', 've9EPM428h8vShlRW1KT'),
    id: pathId('The id of the custom field.', '3sv6UEo51C9Bmpo1cKTq'),
  }),
  answer: { status: 200, description: 'It is gone.', schema: customFieldAnswers.deleted },
  refusals: ['locationUnreachable', 'customFieldNotFound'],
})

/** The deletion of custom fields stands with the contacts, since it changes them. The gate stands before it. */
export function registerCustomFieldDeletionRoutes(app: App, context: ContactContext): void {
  const stopping = new AbortController()
  app.addHook('preClose', async () => stopping.abort())

  app.delete('/locations/:locationId/customFields/:id', deleteOperation, async (request) => {
    const { locationId, id } = request.params
    await deleteCustomField(context, principalOf(request), locationId, id, stopping.signal)
    return { succeded: true }
  })
}
