import { Type } from 'typebox'
import { principalOf } from '../../auth/authorization.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import { errors } from '../../http/errors.ts'
import { operation, pathId } from '../../http/operation.ts'
import type { Pipeline } from '../../http/pipeline.ts'
import { jsonItems, sendJson } from '../../http/send-json.ts'
import type { ApiContext } from '../api-context.ts'
import { readUsers } from './find-user.ts'
import { getUser } from './get-user.ts'
import { usersOfLocation } from './list-users.ts'
import { filterUsersByEmail, searchUsers } from './search-users.ts'
import { listedUserView, userAnswers } from './user-responses.ts'
import { filterUsersBody, searchUsersQuery } from './user-schemas.ts'

const tag = 'Users'

const listOperation = operation({
  ...accessOf('get-user-by-location'),
  summary: 'Get User by Location',
  description: 'Lists the users of a location.',
  tag,
  querystring: Type.Object({
    locationId: Type.String({
      description: 'The id of the location.',
      example: 've9EPM428h8vShlRW1KT',
      minLength: 1,
    }),
  }),
  answer: { status: 200, description: 'The users.', schema: userAnswers.list },
  refusals: ['locationUnreachable', 'usersTooLarge'],
})

const getOperation = operation({
  ...accessOf('get-user'),
  summary: 'Get User',
  description: "Returns a user of the token's location or company.",
  tag,
  params: Type.Object({ userId: pathId('The id of the user.', 'y0BeYjuRIlDwsDcOHOJo') }),
  answer: { status: 200, description: 'The user.', schema: userAnswers.one },
  refusals: ['userNotFound'],
})

const searchOperation = operation({
  ...accessOf('search-users'),
  summary: 'Search Users',
  description: "Searches the users of the token's company or location, by name.",
  tag,
  querystring: searchUsersQuery,
  answer: { status: 200, description: 'The users.', schema: userAnswers.search },
  refusals: ['locationUnreachable'],
})

const filterOperation = operation({
  ...accessOf('filter-users-by-email'),
  summary: 'Filter Users by Email',
  description: "Lists the users of the token's company with one of the emails.",
  tag,
  body: filterUsersBody,
  examples: { 'Two emails': { companyId: '5DP4iH6HLkQsiKESj6rh', emails: 'dana@example.com,john@deo.com' } },
  answer: { status: 200, description: 'The users.', schema: userAnswers.search },
  refusals: ['locationUnreachable'],
})

/** The maximum length of the list of all users of a location, in UTF-8. It has no pages. */
const maxUsersBytes = 8 * 1024 * 1024

/** Registers the operations that find users. Authorization runs before them. */
export function registerUserRoutes(pipeline: Pipeline, context: ApiContext): void {
  pipeline.get('/users/', listOperation, async (request, reply) => {
    const { locationId } = request.query
    const listed = await usersOfLocation(context.storage, principalOf(request), locationId)
    let bytes = 0
    const users = await jsonItems(readUsers(context.storage, listed), (user) => {
      const text = JSON.stringify(listedUserView(user, { locationId }))
      bytes += Buffer.byteLength(text)
      if (bytes > maxUsersBytes) throw errors.usersTooLarge()
      return text
    })
    return sendJson(reply, ['{"users":[', ...users, ']}'])
  })

  pipeline.get('/users/search', searchOperation, async (request, reply) => {
    const { users, count } = await searchUsers(context, principalOf(request), request.query)
    return sendJson(reply, ['{"users":[', ...users, `],"count":${count}}`])
  })

  pipeline.post('/users/search/filter-by-email', filterOperation, async (request, reply) => {
    const { users, count } = await filterUsersByEmail(context, principalOf(request), request.body)
    return sendJson(reply.code(200), ['{"users":[', ...users, `],"count":${count}}`])
  })

  pipeline.get('/users/:userId', getOperation, (request) =>
    getUser(context, principalOf(request), request.params.userId),
  )
}
