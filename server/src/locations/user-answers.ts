import { Type } from 'typebox'
import type { UserRow } from './user-store.ts'

const userAnswer = Type.Object({
  id: Type.String({ example: 'y0BeYjuRIlDwsDcOHOJo' }),
  name: Type.String({ example: 'John Deo' }),
  firstName: Type.String({ example: 'John' }),
  lastName: Type.String({ example: 'Deo' }),
  email: Type.String({ example: 'john@deo.com' }),
  roles: Type.Object({
    type: Type.String({
      description: '`agency` for an owner of the company, else `account`.',
      example: 'account',
    }),
    role: Type.String({ description: '`admin` or `user`.', example: 'admin' }),
    locationIds: Type.Array(Type.String(), {
      description: "The locations of the user that the token reaches: of a location's token, that location.",
      example: ['ve9EPM428h8vShlRW1KT'],
    }),
  }),
})

export const userAnswers = {
  one: userAnswer,
  list: Type.Object({ users: Type.Array(userAnswer) }),
}

/** A user as answered: the keys that are known. */
export function userView({ id, name, email, type, role }: UserRow, locationIds: readonly string[]) {
  const [firstName, ...others] = name.split(' ')
  return { id, name, firstName, lastName: others.join(' '), email, roles: { type, role, locationIds } }
}
