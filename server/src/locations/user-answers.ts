import { Type } from 'typebox'
import type { UserRow } from './user-store.ts'

const userAnswer = Type.Object({
  id: Type.String({ description: 'The id of the user.', example: 'y0BeYjuRIlDwsDcOHOJo' }),
  name: Type.String({ description: 'First and last name.', example: 'John Deo' }),
  firstName: Type.String({ description: 'First name.', example: 'John' }),
  lastName: Type.String({ description: 'Last name.', example: 'Deo' }),
  email: Type.String({ description: 'Email address.', example: 'john@deo.com' }),
  roles: Type.Object(
    {
      type: Type.String({
        description: '`agency` for an owner of the company, else `account`.',
        example: 'account',
      }),
      role: Type.String({ description: '`admin` or `user`.', example: 'admin' }),
      locationIds: Type.Array(Type.String(), {
        description:
          "The locations of the user that the token reaches: of a location's token, that location.",
        example: ['ve9EPM428h8vShlRW1KT'],
      }),
    },
    { description: 'What the user may do, and where.' },
  ),
})

export const userAnswers = {
  one: userAnswer,
  list: Type.Object({ users: Type.Array(userAnswer, { description: 'The users.' }) }),
}

/** A user as answered: the keys that are known. */
export function userView({ id, name, email, type, role }: UserRow, locationIds: readonly string[]) {
  const [firstName, ...others] = name.split(' ')
  return { id, name, firstName, lastName: others.join(' '), email, roles: { type, role, locationIds } }
}
