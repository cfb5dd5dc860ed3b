import { Type } from 'typebox'
import { principalOf } from '../auth/gate.ts'
import { accessOf } from '../auth/operation-scopes.ts'
import type { App } from '../http/app.ts'
import { operation, pathId } from '../http/operation.ts'
import { checkedBody, requireValid } from '../http/validation.ts'
import { maxListed } from './bounds.ts'
import { findReachableLocation } from './find-location.ts'
import { wholeUser } from './find-user.ts'
import { getUser } from './get-user.ts'
import type { LocationContext } from './location-context.ts'
import { filterUsersByEmail, searchUsers } from './search-users.ts'
import { userAnswers, userView } from './user-answers.ts'
import { filterUsersBody, searchUsersQuery } from './user-schemas.ts'
import { listUsersOfLocation } from './user-store.ts'

const tag = 'Users'

const listOperation = operation({
  ...accessOf('get-user-by-location'),
  summary: 'Get User by Location',
  description: 'The users of a location.',
  tag,
  querystring: Type.Object({
    locationId: Type.String({
      description: 'The id of the location.',
      example: 've9EPM428h8vShlRW1KT',
      minLength: 1,
    }),
  }),
  answer: { status: 200, description: 'The users.', schema: userAnswers.list },
  refusals: ['locationUnreachable'],
})

const getOperation = operation({
  ...accessOf('get-user'),
  summary: 'Get User',
  description: "A user of the token's location, or of the token's company.",
  tag,
  params: Type.Object({ userId: pathId('The id of the user.', 'y0BeYjuRIlDwsDcOHOJo') }),
  answer: { status: 200, description: 'The user.', schema: userAnswers.one },
  refusals: ['userNotFound'],
})

const searchOperation = operation({
  ...accessOf('search-users'),
  summary: 'Search Users',
  description: "The users of the token's company, or of its location, by name.",
  tag,
  querystring: searchUsersQuery,
  answer: { status: 200, description: 'The users.', schema: userAnswers.search },
  refusals: ['locationUnreachable'],
})

const filterOperation = operation({
  ...accessOf('filter-users-by-email'),
  summary: 'Filter Users by Email',
  description: "The users of the token's company who have one of the emails.",
  tag,
  body: filterUsersBody,
  examples: { 'Two emails': { companyId: '5DP4iH6HLkQsiKESj6rh', emails: 'dana@example.com,john@deo.com' } },
  answer: { status: 200, description: 'The users.', schema: userAnswers.search },
  refusals: ['locationUnreachable'],
})

/** The operations that look for users. The gate stands before them. */
export function registerUserRoutes(app: App, context: LocationContext): void {
  app.get('/users/', listOperation, async (request) => {
    requireValid(request)
    const { locationId } = request.query
    return context.storage.read(async (tx) => {
      await findReachableLocation(tx, principalOf(request), locationId)
      const users = []
      for (const row of await tx.all(listUsersOfLocation, { locationId, limit: maxListed }))
        users.push(userView(await wholeUser(tx, row), { locationId }))
      return { users }
    })
  })

  app.get('/users/search', searchOperation, async (request) => {
    requireValid(request)
    return context.storage.read((tx) => searchUsers(tx, principalOf(request), request.query))
  })

  app.post('/users/search/filter-by-email', filterOperation, async (request, reply) => {
    const body = checkedBody<typeof request.body>(request).valid()
    const found = await context.storage.read((tx) => filterUsersByEmail(tx, principalOf(request), body))
    return reply.code(200).send(found)
  })

  app.get('/users/:userId', getOperation, (request) =>
    getUser(context, principalOf(request), request.params.userId),
  )
}
