import { Type } from 'typebox'
import { principalOf } from '../../auth/gate.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import type { App } from '../../http/app.ts'
import { operation, pathId } from '../../http/operation.ts'
import { checkedBody } from '../../http/validation.ts'
import { tagAnswers, tagBody } from '../../locations/tag-schemas.ts'
import type { ContactContext } from '../contact-context.ts'
import { deleteTag, renameTag } from './change-tag.ts'

const tag = 'Tags'
const params = Type.Object({
  locationId: pathId('The id of the location.', 've9EPM428h8vShlRW1KT'),
  tagId: pathId('The id of the tag.', 'flGwEuzsfJOia1i1ikRN'),
})

const updateOperation = operation({
  ...accessOf('update-tag'),
  summary: 'Update tag',
  description:
    "Gives a tag another name, in the list and on the location's contacts. Their `dateUpdated` stays.",
  tag,
  params,
  body: tagBody,
  examples: { 'A new name': { name: 'summer campaign' } },
  answer: { status: 200, description: 'The tag after it.', schema: tagAnswers.one },
  refusals: ['locationUnreachable', 'tagNotFound', 'tagNameTaken'],
})

const deleteOperation = operation({
  ...accessOf('delete-tag'),
  summary: 'Delete tag',
  description: "Takes a tag from the list, and from the location's contacts. Their `dateUpdated` stays.",
  tag,
  params,
  answer: { status: 200, description: 'It is gone.', schema: tagAnswers.deleted },
  refusals: ['locationUnreachable', 'tagNotFound'],
})

/** Changes of tags stand with the contacts, since they change them too. The gate stands before them. */
export function registerTagChangeRoutes(app: App, context: ContactContext): void {
  const stopping = new AbortController()
  app.addHook('preClose', async () => stopping.abort())

  app.put('/locations/:locationId/tags/:tagId', updateOperation, async (request) => {
    const body = checkedBody<typeof request.body>(request)
    const row = await renameTag(context, principalOf(request), request.params, body, stopping.signal)
    return { tag: { name: row.name, locationId: request.params.locationId, id: row.id } }
  })

  app.delete('/locations/:locationId/tags/:tagId', deleteOperation, async (request) => {
    await deleteTag(context, principalOf(request), request.params, stopping.signal)
    return { succeded: true }
  })
}
