import { type Static, Type } from 'typebox'
import { described } from '../../../http/described.ts'
import { bounds } from '../../schemas/bounds.ts'
import { namedLocationId } from '../../schemas/named-location-id.ts'
import { succeededFlag, succeededResponse } from '../../schemas/succeeded-response.ts'
import { tagList } from '../contact-schemas.ts'

/** The most contacts of one request. */
const maxBulkTags = 500
const maxBulkBusiness = 50
/**
 * The most pairs of a contact and a tag in one request: 500 contacts with 20 tags, or 10 with 1,000. Each pair is
 * looked up and returned.
 */
export const maxContactsTimesTags = 10_000
/** The maximum size of a response. A response of 500 contacts with 900 tags had 116 MB. */
export const maxBulkAnswerBytes = 8 * 1024 * 1024

const locationId = namedLocationId()

const contactIds = (description: string, maxItems: number) =>
  Type.Array(Type.String({ maxLength: bounds.id }), {
    description,
    example: ['ocQHyuzHvysMo5N5VsXc', 'ocQHyuzHvuMOe5N5jjXF'],
    maxItems,
  })

export const bulkTagsParams = Type.Object({
  type: Type.Enum(['add', 'remove'], {
    type: 'string',
    description: '`add` or `remove` the tags.',
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

const names = (description?: string) => Type.Optional(Type.Array(Type.String(), described(description)))

export const bulkTagsAnswer = Type.Object({
  ...succeededResponse.properties,
  errorCount: Type.Integer({ description: 'The number of unchanged contacts.', example: 0 }),
  responses: Type.Array(
    Type.Object({
      contactId: Type.String({ example: 'ocQHyuzHvysMo5N5VsXc' }),
      message: Type.String({
        description:
          '`Tags updated`, or the reason for the error. A contact that does not fit in the response is left unchanged and can be sent again.',
        example: 'Tags updated',
      }),
      type: Type.Enum(['success', 'error'], {
        type: 'string',
        example: 'success',
      }),
      oldTags: names('The tags before the change.'),
      tagsAdded: names('The tags that the contact did not have.'),
      tagsRemoved: names(),
    }),
    { description: 'The result for each contact, in the order sent.' },
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
      description: 'The id of a business of the location; `null` removes the contacts from their business.',
      example: '63771dcac1116f0e21de8e12',
      minLength: 1,
      maxLength: bounds.id,
    }),
  },
  { additionalProperties: false },
)
export type BulkBusinessBody = Static<typeof bulkBusinessBody>

export const bulkBusinessAnswer = Type.Object({
  success: succeededFlag,
  ids: Type.Array(Type.String(), {
    description: 'The contacts of the location: the change applies to them.',
    example: ['ocQHyuzHvysMo5N5VsXc'],
  }),
})

export const bulkBusinessExamples = {
  'Two contacts': {
    locationId: 've9EPM428h8vShlRW1KT',
    ids: ['ocQHyuzHvysMo5N5VsXc', 'ocQHyuzHvuMOe5N5jjXF'],
    businessId: '63771dcac1116f0e21de8e12',
  },
  'Without a business': {
    locationId: 've9EPM428h8vShlRW1KT',
    ids: ['ocQHyuzHvysMo5N5VsXc'],
    businessId: null,
  },
}
