import { Type } from 'typebox'
import { described } from '../../http/described.ts'
import { bounds } from '../schemas/bounds.ts'

/** The most followers of a contact, and of a request. */
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

const ids = (description?: string) =>
  Type.Array(Type.String(), { example: ['y0BeYjuRIlDwsDcOHOJo'], ...described(description) })

export const followerAnswers = {
  added: Type.Object({
    followers: ids(),
    followersAdded: ids('The followers that the contact did not have.'),
  }),
  removed: Type.Object({
    followers: ids(),
    followersRemoved: ids(),
  }),
}
