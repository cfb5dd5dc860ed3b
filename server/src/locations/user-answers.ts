import { Type } from 'typebox'
import type { Principal } from '../auth/principal.ts'
import type { WholeUser } from './find-user.ts'
import { partsOfName, reachedProfile } from './user-profile.ts'

const text = (description: string, example: string) => Type.String({ description, example })
const list = (description: string, example: string[]) => Type.Array(Type.String(), { description, example })

const userAnswer = Type.Object({
  id: text('The id of the user.', 'y0BeYjuRIlDwsDcOHOJo'),
  name: text('First and last name.', 'John Deo'),
  firstName: text('First name.', 'John'),
  lastName: text('Last name.', 'Deo'),
  email: text('Email address.', 'john@deo.com'),
  phone: Type.Optional(text('Phone, as it was sent.', '+1 808-868-8888')),
  permissions: Type.Optional(Type.Object({}, { description: 'The permissions that were sent.' })),
  scopes: Type.Optional(list('The scopes that were sent.', ['contacts.write'])),
  scopesAssignedToOnly: Type.Optional(list('Those that were sent.', ['contacts.write'])),
  profilePhoto: Type.Optional(text('Address of a photo.', 'https://img.png')),
  twilioPhone: Type.Optional(Type.Object({}, { description: 'Phones by location id.' })),
  platformLanguage: Type.Optional(text('The language that was sent.', 'en_US')),
  roles: Type.Object(
    {
      type: text('`agency` for one of the company, else `account`.', 'account'),
      role: text('`admin` or `user`. An admin of the agency is an owner.', 'admin'),
      locationIds: list(
        "The locations of the user that the token reaches: of a location's token, that location.",
        ['ve9EPM428h8vShlRW1KT'],
      ),
    },
    { description: 'What the user may do, and where.' },
  ),
})

export const userAnswers = {
  one: userAnswer,
  list: Type.Object({ users: Type.Array(userAnswer, { description: 'The users.' }) }),
  search: Type.Object({
    users: Type.Array(userAnswer, { description: 'The users of the page.' }),
    count: Type.Integer({ description: 'How many there are in all.', example: 1 }),
  }),
  deleted: Type.Object({
    succeded: Type.Boolean({ description: 'Always true.', example: true }),
    message: text('Who.', 'Deleted user with e-mail john@deo.com and name John Deo.'),
  }),
}

/** A user as a token is answered: the keys that are known. */
export function userView(
  { row, profile, locationIds }: WholeUser,
  { locationId }: Pick<Principal, 'locationId'>,
) {
  const { id, name, email, type, role } = row
  const reached = locationId === undefined ? locationIds : [locationId]
  return {
    id,
    name,
    ...reachedProfile(profile, locationId),
    ...partsOfName(name, profile),
    email,
    roles: { type, role, locationIds: reached },
  }
}
