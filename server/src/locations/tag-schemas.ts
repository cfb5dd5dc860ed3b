import { type Static, Type } from 'typebox'
import { bounds } from './bounds.ts'

/** The most tags that a location is given by Create Tag, and that its list is answered with. */
export const maxTags = 10_000

export const tagBody = Type.Object(
  {
    name: Type.String({
      description: 'Name of the tag. Stored trimmed, in lower case.',
      example: 'Tag',
      minLength: 1,
      maxLength: bounds.tag,
    }),
  },
  { additionalProperties: false },
)
export type TagBody = Static<typeof tagBody>

const tagAnswer = Type.Object(
  {
    name: Type.String({ description: 'The tag, in lower case.', example: 'minim aliquip anim' }),
    locationId: Type.String({ description: 'The location that has it.', example: 've9EPM428h8vShlRW1KT' }),
    id: Type.String({ description: 'The id of the tag.', example: 'flGwEuzsfJOia1i1ikRN' }),
  },
  { description: 'The tag.' },
)

export const tagAnswers = {
  one: Type.Object({ tag: tagAnswer }),
  deleted: Type.Object({ succeded: Type.Boolean({ description: 'Always true.', example: true }) }),
  list: Type.Object({ tags: Type.Array(tagAnswer, { description: 'The tags, by name.' }) }),
}
