import { type Static, Type } from 'typebox'
import { bounds } from '../contact-schemas.ts'

/** The most followers that a contact has, and that a request names. */
export const maxFollowers = 1000

export const followersBody = Type.Object(
  {
    followers: Type.Array(Type.String({ maxLength: bounds.id, example: 'y0BeYjuRIlDwsDcOHOJo' }), {
      description: 'Ids of users of the location.',
      maxItems: maxFollowers,
    }),
  },
  { additionalProperties: false },
)
export type FollowersBody = Static<typeof followersBody>

const ids = (description: string) =>
  Type.Array(Type.String(), { description, example: ['y0BeYjuRIlDwsDcOHOJo'] })

export const followerAnswers = {
  added: Type.Object({
    followers: ids('All followers of the contact.'),
    followersAdded: ids('Those that it did not have.'),
  }),
  removed: Type.Object({
    followers: ids('The followers that are left.'),
    followersRemoved: ids('Those that it had.'),
  }),
}
