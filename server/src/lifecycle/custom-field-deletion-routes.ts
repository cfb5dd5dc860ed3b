import { Type } from 'typebox'
import type { ApiContext } from '../api/api-context.ts'
import { customFieldAnswers } from '../api/custom-fields/custom-field-schemas.ts'
import { principalOf } from '../auth/authorization.ts'
import { accessOf } from '../auth/operation-scopes.ts'
import { operation, pathId } from '../http/operation.ts'
import type { Pipeline } from '../http/pipeline.ts'
import { deleteCustomField } from './delete-custom-field.ts'

const deleteOperation = operation({
  ...accessOf('delete-custom-field'),
  summary: 'Delete Custom Field',
  description:
    "Deletes a custom field, and its values on the location's contacts. Their `dateUpdated` does not change.",
  tag: 'Custom Fields',
  params: Type.Object({
    locationId: pathId('The id of the location.', 've9EPM428h8vShlRW1KT'),
    id: pathId('The id of the custom field.', '3sv6UEo51C9Bmpo1cKTq'),
  }),
  answer: { status: 200, description: 'Deleted.', schema: customFieldAnswers.deleted },
  refusals: ['locationUnreachable', 'customFieldNotFound'],
})

/** The deletion of custom fields, which also changes contacts. */
export function registerCustomFieldDeletionRoutes(pipeline: Pipeline, context: ApiContext): void {
  pipeline.delete('/locations/:locationId/customFields/:id', deleteOperation, async (request) => {
    const { locationId, id } = request.params
    await deleteCustomField(context, principalOf(request), locationId, id, pipeline.stopping)
    return { succeded: true }
  })
}
