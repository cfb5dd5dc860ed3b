import { type Static, Type } from 'typebox'
import { bounds } from '../locations/bounds.ts'

/** The most tags that Create Tag makes in a location, and that its list returns. */
export const maxTags = 10_000

export const tagBody = Type.Object(
  {
    name: Type.String({
      description: 'Stored trimmed, in lower case.',
      example: 'Tag',
      minLength: 1,
      maxLength: bounds.tag,
    }),
  },
  { additionalProperties: false },
)
export type TagBody = Static<typeof tagBody>

const tagAnswer = Type.Object({
  name: Type.String({ description: 'In lower case.', example: 'minim aliquip anim' }),
  locationId: Type.String({ example: 've9EPM428h8vShlRW1KT' }),
  id: Type.String({ example: 'flGwEuzsfJOia1i1ikRN' }),
})

export const tagAnswers = {
  one: Type.Object({ tag: tagAnswer }),
  deleted: Type.Object({ succeded: Type.Boolean({ example: true }) }),
  list: Type.Object({ tags: Type.Array(tagAnswer) }),
}
