import { principalOf } from '../../auth/authorization.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import { operation } from '../../http/operation.ts'
import type { Pipeline } from '../../http/pipeline.ts'
import type { ApiContext } from '../api-context.ts'
import { contactParams } from '../contacts/contact-params.ts'
import { contactOfPath } from '../contacts/find-contact.ts'
import { changeContactFollowers } from './change-contact-followers.ts'
import { followerAnswers, followersBody } from './follower-schemas.ts'
import { addFollowers, removeFollowers } from './followers.ts'

const tag = 'Followers'
const examples = { 'One user': { followers: ['y0BeYjuRIlDwsDcOHOJo'] } }

const addOperation = operation({
  ...accessOf('add-followers-contact'),
  summary: 'Add Followers',
  description: 'Adds users of the location to the followers of the contact.',
  tag,
  params: contactParams,
  body: followersBody,
  precondition: contactOfPath,
  examples,
  answer: { status: 201, description: 'The followers after the change.', schema: followerAnswers.added },
  refusals: ['contactNotFound', 'locationForbidden', 'userNotFound'],
})

const removeOperation = operation({
  ...accessOf('remove-followers-contact'),
  summary: 'Remove Followers',
  description: 'Removes users from the followers of the contact.',
  tag,
  params: contactParams,
  body: followersBody,
  precondition: contactOfPath,
  examples,
  answer: { status: 200, description: 'The followers after the change.', schema: followerAnswers.removed },
  refusals: ['contactNotFound', 'locationForbidden'],
})

/** Registers the operations on the followers of a contact. Authorization runs before them. */
export function registerFollowerRoutes(pipeline: Pipeline, context: ApiContext): void {
  const url = '/contacts/:contactId/followers'

  pipeline.post(url, addOperation, async (request, reply) => {
    reply.code(201)
    const change = addFollowers(request.body.followers)
    return changeContactFollowers(context, principalOf(request), request.params.contactId, change)
  })

  pipeline.delete(url, removeOperation, async (request) => {
    const change = removeFollowers(request.body.followers)
    return changeContactFollowers(context, principalOf(request), request.params.contactId, change)
  })
}
