import { Type } from 'typebox'
import type { ApiContext } from '../api/api-context.ts'
import { tagAnswers, tagBody } from '../api/tags/tag-schemas.ts'
import { principalOf } from '../auth/authorization.ts'
import { accessOf } from '../auth/operation-scopes.ts'
import { operation, pathId } from '../http/operation.ts'
import type { Pipeline } from '../http/pipeline.ts'
import { deleteTag, renameTag, tagOfPath } from './change-tag.ts'

const tag = 'Tags'
const params = Type.Object({
  locationId: pathId('The id of the location.', 've9EPM428h8vShlRW1KT'),
  tagId: pathId('The id of the tag.', 'flGwEuzsfJOia1i1ikRN'),
})

const updateOperation = operation({
  ...accessOf('update-tag'),
  summary: 'Update tag',
  description:
    "Renames a tag in the list and on the location's contacts. Their `dateUpdated` does not change.",
  tag,
  params,
  body: tagBody,
  precondition: tagOfPath,
  examples: { 'A new name': { name: 'summer campaign' } },
  answer: { status: 200, description: 'The tag.', schema: tagAnswers.one },
  refusals: ['locationUnreachable', 'tagNotFound', 'tagNameTaken'],
})

const deleteOperation = operation({
  ...accessOf('delete-tag'),
  summary: 'Delete tag',
  description:
    "Removes a tag from the list and from the location's contacts. Their `dateUpdated` does not change.",
  tag,
  params,
  answer: { status: 200, description: 'Deleted.', schema: tagAnswers.deleted },
  refusals: ['locationUnreachable', 'tagNotFound'],
})

/** Renaming and deleting tags, which also changes contacts. */
export function registerTagChangeRoutes(pipeline: Pipeline, context: ApiContext): void {
  pipeline.put('/locations/:locationId/tags/:tagId', updateOperation, async (request) => {
    const { params, body } = request
    const row = await renameTag(context, principalOf(request), params, body, pipeline.stopping)
    return { tag: { name: row.name, locationId: request.params.locationId, id: row.id } }
  })

  pipeline.delete('/locations/:locationId/tags/:tagId', deleteOperation, async (request) => {
    await deleteTag(context, principalOf(request), request.params, pipeline.stopping)
    return { succeded: true }
  })
}
