import { Type } from 'typebox'
import { principalOf } from '../../auth/authorization.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import { scopeOf } from '../../auth/principal.ts'
import { errors } from '../../http/errors.ts'
import { operation, pathId } from '../../http/operation.ts'
import type { Pipeline } from '../../http/pipeline.ts'
import { jsonItems, sendJson } from '../../http/send-json.ts'
import { readInPages } from '../../storage/read-in-slices.ts'
import type { ApiContext } from '../api-context.ts'
import { findReachableLocation, locationOfPath } from '../locations/find-location.ts'
import { createTag } from './create-tag.ts'
import { maxTags, tagAnswers, tagBody } from './tag-schemas.ts'
import { findTag, listTags, type TagRow } from './tag-store.ts'

const tag = 'Tags'
const locationId = pathId('The id of the location.', 've9EPM428h8vShlRW1KT')
const params = Type.Object({ locationId })

const listOperation = operation({
  ...accessOf('get-location-tags'),
  summary: 'Get Tags',
  description:
    'Lists the tags of a location by name: tags created here, and tags that its contacts have had.',
  tag,
  params,
  answer: { status: 200, description: `The tags, at most ${maxTags}.`, schema: tagAnswers.list },
  refusals: ['locationUnreachable'],
})

const createOperation = operation({
  ...accessOf('create-tag'),
  summary: 'Create Tag',
  description: 'Adds a tag to the list of a location.',
  tag,
  params,
  body: tagBody,
  precondition: locationOfPath,
  examples: { 'A tag': { name: 'spring campaign' } },
  answer: { status: 200, description: 'The tag.', schema: tagAnswers.one },
  refusals: ['locationUnreachable', 'tagNameTaken', 'tooManyTags'],
})

const getOperation = operation({
  ...accessOf('get-tag-by-id'),
  summary: 'Get tag by id',
  description: 'Returns a tag of a location.',
  tag,
  params: Type.Object({ locationId, tagId: pathId('The id of the tag.', 'flGwEuzsfJOia1i1ikRN') }),
  answer: { status: 200, description: 'The tag.', schema: tagAnswers.one },
  refusals: ['locationUnreachable', 'tagNotFound'],
})

/** Registers the operations on the tag list of a location. Authorization runs before them. */
export function registerTagRoutes(pipeline: Pipeline, context: ApiContext): void {
  const { storage } = context

  pipeline.get('/locations/:locationId/tags', listOperation, async (request, reply) => {
    const { locationId } = request.params
    const pages = readInPages<TagRow>(
      (after, limit) =>
        storage.read(
          async (tx) => {
            await findReachableLocation(tx, principalOf(request), locationId)
            return tx.all(listTags, { locationId, after: after?.name ?? '', limit })
          },
          scopeOf(principalOf(request)),
        ),
      maxTags,
    )
    const tags = await jsonItems(pages, (row) => JSON.stringify(tagView(locationId, row)))
    return sendJson(reply, ['{"tags":[', ...tags, ']}'])
  })

  pipeline.post('/locations/:locationId/tags', createOperation, async (request) => {
    const { locationId } = request.params
    const row = await createTag(context, principalOf(request), locationId, request.body)
    return { tag: tagView(locationId, row) }
  })

  pipeline.get('/locations/:locationId/tags/:tagId', getOperation, async (request) => {
    const { locationId, tagId: id } = request.params
    const row = await storage.read(
      async (tx) => {
        await findReachableLocation(tx, principalOf(request), locationId)
        return tx.get(findTag, { locationId, id })
      },
      scopeOf(principalOf(request)),
    )
    if (!row) throw errors.tagNotFound(id)
    return { tag: tagView(locationId, row) }
  })
}

const tagView = (locationId: string, { id, name }: TagRow) => ({ name, locationId, id })
