import { Type } from 'typebox'
import { principalOf } from '../auth/gate.ts'
import { accessOf } from '../auth/operation-scopes.ts'
import type { App } from '../http/app.ts'
import { operation, pathId } from '../http/operation.ts'
import { checkedBody } from '../http/validation.ts'
import { addUser } from './add-user.ts'
import type { LocationContext } from './location-context.ts'
import { updateUser } from './update-user.ts'
import { userAnswers, userView } from './user-answers.ts'
import { createUserBody, updateUserBody } from './user-schemas.ts'

const tag = 'Users'

const createOperation = operation({
  ...accessOf('create-user'),
  summary: 'Create User',
  description:
    "Makes a user. A location's token makes users of its location alone. The password is taken, and not kept.",
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
  answer: { status: 201, description: 'The new user.', schema: userAnswers.one },
  refusals: ['locationUnreachable', 'userEmailTaken'],
})

const updateOperation = operation({
  ...accessOf('update-user'),
  summary: 'Update User',
  description:
    'Changes what the body includes, but email and password, which are taken and not changed. A location’s token changes users who work in its location alone.',
  tag,
  params: Type.Object({ userId: pathId('The id of the user.', 'y0BeYjuRIlDwsDcOHOJo') }),
  body: updateUserBody,
  examples: { 'A phone': { phone: '+18832327657' } },
  answer: { status: 200, description: 'The user after it.', schema: userAnswers.one },
  refusals: ['userNotFound', 'locationUnreachable'],
})

/** The operations that make and change users. The gate stands before them. */
export function registerUserWriteRoutes(app: App, context: LocationContext): void {
  app.post('/users/', createOperation, async (request, reply) => {
    const principal = principalOf(request)
    const user = await addUser(context, principal, checkedBody(request))
    return reply.code(201).send(userView(user, principal))
  })

  app.put('/users/:userId', updateOperation, async (request) => {
    const principal = principalOf(request)
    return userView(
      await updateUser(context, principal, request.params.userId, checkedBody(request)),
      principal,
    )
  })
}
