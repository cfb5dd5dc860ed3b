import { type Static, Type } from 'typebox'
import { bounds } from '../contact-schemas.ts'

/** The longest note, in characters. */
const maxBody = 65_536

const fields = {
  userId: Type.Optional(
    Type.String({
      description: 'The user of the location who wrote it, or the id of the location. `""` clears it.',
      maxLength: bounds.id,
      example: 'y0BeYjuRIlDwsDcOHOJo',
    }),
  ),
  title: Type.Optional(
    Type.String({
      description: 'Its title. `""` clears it.',
      maxLength: bounds.text,
      example: 'Follow-up summary',
    }),
  ),
  color: Type.Optional(
    Type.String({
      description: 'Its color in hexadecimal, with or without `#`. `""` clears it.',
      format: 'hex-color',
      maxLength: 9,
      example: '#FFAA00',
    }),
  ),
  pinned: Type.Optional(Type.Boolean({ description: 'Whether it is pinned.', example: false })),
}

const text = Type.String({
  description: 'What it says. Kept as it came, HTML too.',
  minLength: 1,
  maxLength: maxBody,
  example: 'lorem ipsum',
})

export const createNoteBody = Type.Object({ body: text, ...fields }, { additionalProperties: false })
export type CreateNoteBody = Static<typeof createNoteBody>

export const updateNoteBody = Type.Object(
  { body: Type.Optional(text), ...fields },
  { additionalProperties: false },
)
export type UpdateNoteBody = Static<typeof updateNoteBody>

const noteAnswer = Type.Object(
  {
    id: Type.String({ description: 'The id of the note.', example: 'HGPcayliwcdoUFzvbTok' }),
    body: Type.String({ description: 'What it says.', example: 'lorem ipsum' }),
    userId: Type.Optional(
      Type.String({
        description: 'The user who wrote it. Missing when not set.',
        example: 'y0BeYjuRIlDwsDcOHOJo',
      }),
    ),
    dateAdded: Type.String({
      description: 'When it was made. ISO 8601.',
      example: '2021-07-08T12:02:11.285Z',
    }),
    contactId: Type.String({ description: 'The contact that it is about.', example: 'ocQHyuzHvysMo5N5VsXc' }),
    title: Type.Optional(
      Type.String({ description: 'Its title. Missing when not set.', example: 'Follow-up summary' }),
    ),
    color: Type.Optional(
      Type.String({ description: 'Its color. Missing when not set.', example: '#FFAA00' }),
    ),
    pinned: Type.Boolean({ description: 'Whether it is pinned.', example: false }),
  },
  { description: 'The note.' },
)

export const noteAnswers = {
  one: Type.Object({ note: noteAnswer }),
  list: Type.Object({ notes: Type.Array(noteAnswer, { description: 'The notes, the latest first.' }) }),
}
