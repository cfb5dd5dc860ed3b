import { Type } from 'typebox'
import { principalOf } from '../../auth/authorization.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import { operation, pathId } from '../../http/operation.ts'
import type { Pipeline } from '../../http/pipeline.ts'
import type { ApiContext } from '../api-context.ts'
import { addUser } from './add-user.ts'
import { changeableUserOfPath } from './find-user.ts'
import { updateUser } from './update-user.ts'
import { userAnswers, userView } from './user-responses.ts'
import { createUserBody, updateUserBody } from './user-schemas.ts'

const tag = 'Users'

const createOperation = operation({
  ...accessOf('create-user'),
  summary: 'Create User',
  description:
    "Creates a user. A location's token creates users of its own location only. The password is not stored.",
  tag,
  body: createUserBody,
  examples: {
    'A user of a location': {
      companyId: '5DP4iH6HLkQsiKESj6rh',
      firstName: 'John',
      lastName: 'Deo',
      email: 'john@deo.com',
      password: '*******',
      phone: '+18832327657',
      type: 'account',
      role: 'admin',
      locationIds: ['ve9EPM428h8vShlRW1KT'],
      permissions: { contactsEnabled: true },
      scopes: ['contacts.write'],
    },
  },
  answer: { status: 201, description: 'The user.', schema: userAnswers.one },
  refusals: ['locationUnreachable', 'userEmailTaken'],
})

const updateOperation = operation({
  ...accessOf('update-user'),
  summary: 'Update User',
  description:
    'Changes the properties sent, except email and password. A location’s token changes only users whose sole location is its own.',
  tag,
  params: Type.Object({ userId: pathId('The id of the user.', 'y0BeYjuRIlDwsDcOHOJo') }),
  body: updateUserBody,
  precondition: changeableUserOfPath,
  examples: { 'A phone': { phone: '+18832327657' } },
  answer: { status: 200, description: 'The user.', schema: userAnswers.one },
  refusals: ['userNotFound', 'locationUnreachable'],
})

/** Registers the operations that create and change users. Authorization runs before them. */
export function registerUserWriteRoutes(pipeline: Pipeline, context: ApiContext): void {
  pipeline.post('/users/', createOperation, async (request, reply) => {
    const principal = principalOf(request)
    const user = await addUser(context, principal, request.body)
    reply.code(201)
    return userView(user, principal)
  })

  pipeline.put('/users/:userId', updateOperation, async (request) => {
    const principal = principalOf(request)
    return userView(await updateUser(context, principal, request.params.userId, request.body), principal)
  })
}
