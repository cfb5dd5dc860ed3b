import { principalOf } from '../../auth/authorization.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import { operation } from '../../http/operation.ts'
import type { Pipeline } from '../../http/pipeline.ts'
import type { ApiContext } from '../api-context.ts'
import { followerAnswers } from '../followers/follower-schemas.ts'
import { addFollowers, removeAllFollowers, removeFollowers } from '../followers/followers.ts'
import { changeOpportunityFollowers } from './change-opportunity-followers.ts'
import { opportunityOfPath } from './find-opportunity.ts'
import { opportunityFollowersExamples as examples } from './opportunity-examples.ts'
import { opportunityParams as params, unreachable } from './opportunity-params.ts'
import { opportunityFollowersBody as body, removeFollowersQuery } from './opportunity-schemas.ts'

const tag = 'Opportunities'

const addOperation = operation({
  ...accessOf('add-followers-opportunity'),
  summary: 'Add Followers',
  description: 'Adds users of the location to the followers of the opportunity.',
  tag,
  params,
  body,
  precondition: opportunityOfPath,
  examples,
  answer: { status: 201, description: 'The followers after the change.', schema: followerAnswers.added },
  refusals: [...unreachable, 'userNotFound'],
})

const removeOperation = operation({
  ...accessOf('remove-followers-opportunity'),
  summary: 'Remove Followers',
  description: 'Removes users from the followers of the opportunity, or all of them.',
  tag,
  params,
  querystring: removeFollowersQuery,
  body,
  precondition: opportunityOfPath,
  examples,
  answer: { status: 200, description: 'The followers after the change.', schema: followerAnswers.removed },
  refusals: unreachable,
})

/** Registers the operations on the followers of an opportunity. Authorization runs before them. */
export function registerOpportunityFollowerRoutes(pipeline: Pipeline, context: ApiContext): void {
  const url = '/opportunities/:id/followers'

  pipeline.post(url, addOperation, async (request, reply) => {
    reply.code(201)
    const { params, body } = request
    return changeOpportunityFollowers(context, principalOf(request), params.id, addFollowers(body.followers))
  })

  pipeline.delete(url, removeOperation, async (request) => {
    const { params, body, query } = request
    const change = query.isRemoveAllFollowers === true ? removeAllFollowers : removeFollowers(body.followers)
    return changeOpportunityFollowers(context, principalOf(request), params.id, change)
  })
}
