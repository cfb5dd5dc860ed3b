import { Type } from 'typebox'
import { principalOf } from '../auth/gate.ts'
import { accessOf } from '../auth/operation-scopes.ts'
import { scopeOf } from '../auth/principal.ts'
import type { App } from '../http/app.ts'
import { errors } from '../http/errors.ts'
import { operation, pathId } from '../http/operation.ts'
import { checkedBody } from '../http/validation.ts'
import { createTag } from './create-tag.ts'
import { findReachableLocation } from './find-location.ts'
import type { LocationContext } from './location-context.ts'
import { maxTags, tagAnswers, tagBody } from './tag-schemas.ts'
import { findTag, listTags, type TagRow } from './tag-store.ts'

const tag = 'Tags'
const locationId = pathId('The id of the location.', 've9EPM428h8vShlRW1KT')
const params = Type.Object({ locationId })

const listOperation = operation({
  ...accessOf('get-location-tags'),
  summary: 'Get Tags',
  description:
    'The tags of a location, by name: those that were made here, and those that its contacts have had.',
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
  examples: { 'A tag': { name: 'spring campaign' } },
  answer: { status: 200, description: 'The new tag.', schema: tagAnswers.one },
  refusals: ['locationUnreachable', 'tagNameTaken', 'tooManyTags'],
})

const getOperation = operation({
  ...accessOf('get-tag-by-id'),
  summary: 'Get tag by id',
  description: 'A tag of a location.',
  tag,
  params: Type.Object({ locationId, tagId: pathId('The id of the tag.', 'flGwEuzsfJOia1i1ikRN') }),
  answer: { status: 200, description: 'The tag.', schema: tagAnswers.one },
  refusals: ['locationUnreachable', 'tagNotFound'],
})

/** The operations on the tag list of a location. The gate stands before them. */
export function registerTagRoutes(app: App, context: LocationContext): void {
  const { storage } = context

  app.get('/locations/:locationId/tags', listOperation, async (request) => {
    const { locationId } = request.params
    const tags = await storage.read(
      async (tx) => {
        await findReachableLocation(tx, principalOf(request), locationId)
        return tx.all(listTags, { locationId, limit: maxTags })
      },
      scopeOf(principalOf(request)),
    )
    return { tags: tags.map((row) => tagView(locationId, row)) }
  })

  app.post('/locations/:locationId/tags', createOperation, async (request) => {
    const { locationId } = request.params
    const row = await createTag(context, principalOf(request), locationId, checkedBody(request))
    return { tag: tagView(locationId, row) }
  })

  app.get('/locations/:locationId/tags/:tagId', getOperation, async (request) => {
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
