import { Type } from 'typebox'
import { principalOf } from '../auth/gate.ts'
import { accessOf } from '../auth/operation-scopes.ts'
import type { App } from '../http/app.ts'
import { operation, pathId } from '../http/operation.ts'
import { refusalOf } from '../http/validation.ts'
import { maxListed } from './bounds.ts'
import { findReachableLocation } from './find-location.ts'
import { getUser } from './get-user.ts'
import type { LocationContext } from './location-context.ts'
import { userAnswers, userView } from './user-answers.ts'
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

/** The operations on users. The gate stands before them. */
export function registerUserRoutes(app: App, context: LocationContext): void {
  app.get('/users/', listOperation, async (request) => {
    const refusal = refusalOf(request)
    if (refusal) throw refusal
    const { locationId } = request.query
    const users = await context.storage.read(async (tx) => {
      await findReachableLocation(tx, principalOf(request), locationId)
      return tx.all(listUsersOfLocation, { locationId, limit: maxListed })
    })
    return { users: users.map((user) => userView(user, [locationId])) }
  })

  app.get('/users/:userId', getOperation, (request) =>
    getUser(context, principalOf(request), request.params.userId),
  )
}
