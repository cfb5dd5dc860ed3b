import { Type } from 'typebox'
import { principalOf } from '../auth/gate.ts'
import { accessOf } from '../auth/operation-scopes.ts'
import type { App } from '../http/app.ts'
import { operation, pathId } from '../http/operation.ts'
import type { LocationContext } from '../locations/location-context.ts'
import { userAnswers } from '../locations/user-answers.ts'
import { deleteUser } from './delete-user.ts'

const deleteOperation = operation({
  ...accessOf('delete-user'),
  summary: 'Delete User',
  description:
    'Deletes a user at once. Contacts that are assigned to the user stay so. A location’s token deletes users who work in its location alone.',
  tag: 'Users',
  params: Type.Object({ userId: pathId('The id of the user.', 'y0BeYjuRIlDwsDcOHOJo') }),
  answer: { status: 200, description: 'The user is gone.', schema: userAnswers.deleted },
  refusals: ['userNotFound', 'locationUnreachable'],
})

/** The deletion of users stands with the sign-ins, which end with it. The gate stands before it. */
export function registerUserDeletionRoutes(app: App, context: LocationContext): void {
  app.delete('/users/:userId', deleteOperation, async (request) => {
    const { email, name } = await deleteUser(context, principalOf(request), request.params.userId)
    return { succeded: true, message: `Deleted user with e-mail ${email} and name ${name}.` }
  })
}
