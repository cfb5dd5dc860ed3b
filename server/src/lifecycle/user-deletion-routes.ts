import { Type } from 'typebox'
import type { ApiContext } from '../api/api-context.ts'
import { userAnswers } from '../api/users/user-responses.ts'
import { principalOf } from '../auth/authorization.ts'
import { accessOf } from '../auth/operation-scopes.ts'
import { operation, pathId } from '../http/operation.ts'
import type { Pipeline } from '../http/pipeline.ts'
import { deleteUser } from './delete-user.ts'

const deleteOperation = operation({
  ...accessOf('delete-user'),
  summary: 'Delete User',
  description:
    'Deletes a user at once. Contacts stay assigned to the user. A location’s token can only delete users who work in no other location.',
  tag: 'Users',
  params: Type.Object({ userId: pathId('The id of the user.', 'y0BeYjuRIlDwsDcOHOJo') }),
  answer: { status: 200, description: 'Deleted.', schema: userAnswers.deleted },
  refusals: ['userNotFound', 'locationUnreachable'],
})

/** The deletion of users, which also ends their sign-in sessions. */
export function registerUserDeletionRoutes(pipeline: Pipeline, context: ApiContext): void {
  pipeline.delete('/users/:userId', deleteOperation, async (request) => {
    const { email, name } = await deleteUser(context, principalOf(request), request.params.userId)
    return { succeded: true, message: `Deleted user with e-mail ${email} and name ${name}.` }
  })
}
