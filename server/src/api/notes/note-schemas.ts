import { type Static, Type } from 'typebox'
import { bounds } from '../schemas/bounds.ts'

/** The longest note, in characters. */
const maxBody = 65_536

const userId = Type.Optional(
  Type.String({
    description: 'The author: a user of the location, or the id of the location. `""` removes it.',
    maxLength: bounds.id,
    example: 'y0BeYjuRIlDwsDcOHOJo',
  }),
)

const fields = {
  title: Type.Optional(
    Type.String({
      description: '`""` removes it.',
      maxLength: bounds.text,
      example: 'Follow-up summary',
    }),
  ),
  color: Type.Optional(
    Type.String({
      description: 'In hexadecimal, with or without `#`. `""` removes it.',
      format: 'hex-color',
      maxLength: 9,
      example: '#FFAA00',
    }),
  ),
  pinned: Type.Optional(Type.Boolean({ example: false })),
}

const text = Type.String({
  description: 'The text. Stored as sent, including HTML.',
  minLength: 1,
  maxLength: maxBody,
  example: 'lorem ipsum',
})

export const createNoteBody = Type.Object({ userId, body: text, ...fields }, { additionalProperties: false })
export type CreateNoteBody = Static<typeof createNoteBody>

export const updateNoteBody = Type.Object(
  { userId, body: Type.Optional(text), ...fields },
  { additionalProperties: false },
)
export type UpdateNoteBody = Static<typeof updateNoteBody>

const noteAnswer = Type.Object({
  id: Type.String({ example: 'HGPcayliwcdoUFzvbTok' }),
  body: Type.String({ description: 'The text.', example: 'lorem ipsum' }),
  userId: Type.Optional(
    Type.String({
      description: 'The author.',
      example: 'y0BeYjuRIlDwsDcOHOJo',
    }),
  ),
  dateAdded: Type.String({
    example: '2021-07-08T12:02:11.285Z',
  }),
  contactId: Type.String({ example: 'ocQHyuzHvysMo5N5VsXc' }),
  title: Type.Optional(Type.String({ example: 'Follow-up summary' })),
  color: Type.Optional(Type.String({ example: '#FFAA00' })),
  pinned: Type.Boolean({ example: false }),
})

export const noteAnswers = {
  one: Type.Object({ note: noteAnswer }),
  list: Type.Object({ notes: Type.Array(noteAnswer) }),
}
