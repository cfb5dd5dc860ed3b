import { Type } from 'typebox'
import type { Principal } from '../../auth/principal.ts'
import { described } from '../../http/described.ts'
import type { WholeUser } from './find-user.ts'
import { defaultPermissions, partsOfName, reachedProfile } from './user-profile.ts'

const text = (example: string, description?: string) => Type.String({ example, ...described(description) })
const list = (description: string, example: string[]) => Type.Array(Type.String(), { description, example })

const userAnswer = Type.Object({
  id: text('y0BeYjuRIlDwsDcOHOJo'),
  name: text('John Deo'),
  firstName: text('John'),
  lastName: text('Deo'),
  email: text('john@deo.com'),
  phone: text('+1 808-868-8888', 'As sent, or empty.'),
  extension: text('', 'Always empty: no operation sets it.'),
  permissions: Type.Object(
    Object.fromEntries(
      Object.entries(defaultPermissions).map(([name, example]) => [name, Type.Boolean({ example })]),
    ),
    {
      additionalProperties: false,
      description: 'All permissions, as sent or by default. contactd does not apply them.',
    },
  ),
  scopes: Type.Optional(list('As sent.', ['contacts.write'])),
  scopesAssignedToOnly: Type.Optional(list('As sent.', ['contacts.write'])),
  profilePhoto: Type.Optional(text('https://img.png', 'The URL of a photo.')),
  twilioPhone: Type.Optional(Type.Object({}, { description: 'Phones by location id.' })),
  platformLanguage: Type.Optional(text('en_US', 'As sent.')),
  roles: Type.Object(
    {
      type: text('account', '`agency` for a user of the company, or else `account`.'),
      role: text('admin', '`admin` or `user`. An admin of the agency is an owner.'),
      locationIds: list(
        "The locations of the user that the token can access: only its own for a location's token.",
        ['ve9EPM428h8vShlRW1KT'],
      ),
    },
    { description: "The user's role and locations." },
  ),
})

const listedUser = Type.Object({
  ...userAnswer.properties,
  deleted: Type.Boolean({ description: 'Always false.', example: false }),
})

export const userAnswers = {
  one: userAnswer,
  list: Type.Object({ users: Type.Array(listedUser) }),
  search: Type.Object({
    users: Type.Array(listedUser),
    count: Type.Integer({ description: 'The number of matches on all pages.', example: 1 }),
  }),
  deleted: Type.Object({
    succeded: Type.Boolean({ example: true }),
    message: text('Deleted user with e-mail john@deo.com and name John Deo.'),
  }),
}

/** A user as a token sees it, in the order of the specification. */
export function userView(
  { row, profile, locationIds }: WholeUser,
  { locationId }: Pick<Principal, 'locationId'>,
) {
  const { id, name, email, type, role } = row
  const reached = locationId === undefined ? locationIds : [locationId]
  const { phone = '', permissions, firstName: _, lastName: __, ...rest } = reachedProfile(profile, locationId)
  return {
    id,
    name,
    ...partsOfName(name, profile),
    email,
    phone,
    extension: '',
    permissions: { ...defaultPermissions, ...permissions },
    ...rest,
    roles: { type, role, locationIds: reached },
  }
}

/** The same, in lists. */
export const listedUserView = (user: WholeUser, reach: Pick<Principal, 'locationId'>) => ({
  ...userView(user, reach),
  deleted: false,
})
