import { type Static, Type } from 'typebox'
import { bounds, namedLocationId, tagList } from '../contact-schemas.ts'
import { doneAnswer, doneFlag } from '../done-answer.ts'

/** The most contacts of one request. */
const maxBulkTags = 500
const maxBulkBusiness = 50

const locationId = namedLocationId('The location of the contacts.')

const contactIds = (description: string, maxItems: number) =>
  Type.Array(Type.String({ maxLength: bounds.id }), {
    description,
    example: ['ocQHyuzHvysMo5N5VsXc', 'ocQHyuzHvuMOe5N5jjXF'],
    maxItems,
  })

export const bulkTagsParams = Type.Object({
  type: Type.Enum(['add', 'remove'], {
    type: 'string',
    description: 'Whether the tags are added or removed.',
    example: 'add',
  }),
})

export const bulkTagsBody = Type.Object(
  {
    contacts: contactIds(`The ids of the contacts, at most ${maxBulkTags}.`, maxBulkTags),
    tags: tagList,
    locationId,
    removeAllTags: Type.Optional(
      Type.Boolean({ description: 'Removes all tags of the contacts; only with `remove`.', example: false }),
    ),
  },
  { additionalProperties: false },
)
export type BulkTagsBody = Static<typeof bulkTagsBody>

const names = (description: string) => Type.Optional(Type.Array(Type.String(), { description }))

export const bulkTagsAnswer = Type.Object({
  ...doneAnswer.properties,
  errorCount: Type.Integer({ description: 'How many contacts were left as they are.', example: 0 }),
  responses: Type.Array(
    Type.Object({
      contactId: Type.String({ description: 'As sent.', example: 'ocQHyuzHvysMo5N5VsXc' }),
      message: Type.String({ description: '`Tags updated`, or why not.', example: 'Tags updated' }),
      type: Type.Enum(['success', 'error'], {
        type: 'string',
        description: 'How it went.',
        example: 'success',
      }),
      oldTags: names('The tags before it.'),
      tagsAdded: names('Those that it did not have.'),
      tagsRemoved: names('Those that it had.'),
    }),
    { description: 'How it went for each contact, in the order in which they were sent.' },
  ),
})

export const bulkTagsExamples = {
  'Two contacts': {
    contacts: ['ocQHyuzHvysMo5N5VsXc', 'ocQHyuzHvuMOe5N5jjXF'],
    tags: ['vip', 'newsletter'],
    locationId: 've9EPM428h8vShlRW1KT',
  },
}

export const bulkBusinessBody = Type.Object(
  {
    locationId,
    ids: contactIds(`The ids of the contacts, at most ${maxBulkBusiness}.`, maxBulkBusiness),
    businessId: Type.Unsafe<string | null>({
      type: 'string',
      nullable: true,
      description: 'The id of a business of the location; `null` removes the contacts from theirs.',
      example: '63771dcac1116f0e21de8e12',
      minLength: 1,
      maxLength: bounds.id,
    }),
  },
  { additionalProperties: false },
)
export type BulkBusinessBody = Static<typeof bulkBusinessBody>

export const bulkBusinessAnswer = Type.Object({
  success: doneFlag,
  ids: Type.Array(Type.String(), {
    description: 'The contacts that the location has: of these it is true now.',
    example: ['ocQHyuzHvysMo5N5VsXc'],
  }),
})

export const bulkBusinessExamples = {
  'Two contacts': {
    locationId: 've9EPM428h8vShlRW1KT',
    ids: ['ocQHyuzHvysMo5N5VsXc', 'ocQHyuzHvuMOe5N5jjXF'],
    businessId: '63771dcac1116f0e21de8e12',
  },
  'Out of their business': {
    locationId: 've9EPM428h8vShlRW1KT',
    ids: ['ocQHyuzHvysMo5N5VsXc'],
    businessId: null,
  },
}
