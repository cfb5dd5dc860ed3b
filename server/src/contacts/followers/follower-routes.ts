import { principalOf } from '../../auth/gate.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import type { App } from '../../http/app.ts'
import { operation } from '../../http/operation.ts'
import { checkedBody } from '../../http/validation.ts'
import type { ContactContext } from '../contact-context.ts'
import { contactParams } from '../contact-params.ts'
import { addContactFollowers, removeContactFollowers } from './change-followers.ts'
import { followerAnswers, followersBody } from './follower-schemas.ts'

const tag = 'Followers'
const examples = { 'One user': { followers: ['y0BeYjuRIlDwsDcOHOJo'] } }

const addOperation = operation({
  ...accessOf('add-followers-contact'),
  summary: 'Add Followers',
  description: 'Adds users of the location to those who follow the contact.',
  tag,
  params: contactParams,
  body: followersBody,
  examples,
  answer: { status: 201, description: 'The followers after it.', schema: followerAnswers.added },
  refusals: ['contactNotFound', 'locationForbidden', 'userNotFound'],
})

const removeOperation = operation({
  ...accessOf('remove-followers-contact'),
  summary: 'Remove Followers',
  description: 'Removes users from those who follow the contact.',
  tag,
  params: contactParams,
  body: followersBody,
  examples,
  answer: { status: 200, description: 'The followers after it.', schema: followerAnswers.removed },
  refusals: ['contactNotFound', 'locationForbidden'],
})

/** The operations on the followers of a contact. The gate stands before them. */
export function registerFollowerRoutes(app: App, context: ContactContext): void {
  const url = '/contacts/:contactId/followers'

  app.post(url, addOperation, async (request, reply) => {
    reply.code(201)
    const { contactId } = request.params
    return addContactFollowers(context, principalOf(request), contactId, checkedBody(request))
  })

  app.delete(url, removeOperation, async (request) => {
    const { contactId } = request.params
    return removeContactFollowers(context, principalOf(request), contactId, checkedBody(request))
  })
}
