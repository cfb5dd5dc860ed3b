import type { KnownMistake } from './known.ts'

/** Contradictions between HighLevel's files and their own examples. */
export const knownMistakes: readonly KnownMistake[] = [
  {
    places: ['CreateContactDto.dateOfBirth', 'UpdateContactDto.dateOfBirth', 'UpsertContactDto.dateOfBirth'],
    versions: 'dated',
    right: 'example',
    reason: 'A date is sent as a string, since every documented format is a string.',
  },
  {
    places: [
      'CreateContactDtoV3.dateOfBirth',
      'UpdateContactDtoV3.dateOfBirth',
      'UpsertContactDtoV3.dateOfBirth',
    ],
    versions: 'v3',
    right: 'example',
    reason: 'A date is sent as a string, since every documented format is a string.',
  },
  {
    places: [
      'NumericField.field_value',
      'NumericField.fieldValue',
      'MonetoryField.field_value',
      'MonetoryField.fieldValue',
    ],
    right: 'example',
    reason: 'A number is sent as a number; the live service refuses an object.',
  },
  {
    places: ['UpdateTagsResponseDTO.responses'],
    right: 'example',
    reason: 'The response has an object for each contact, which lists the changes of its tags.',
  },
  {
    places: ['UpdateTagsDTO.removeAllTags'],
    right: 'type',
    reason: 'The example is a boolean in quotation marks.',
  },
  {
    places: ['ContactsSearchSchema.followers'],
    versions: 'dated',
    right: 'type',
    reason: 'A contact has several followers, and the example in the v3 file is a list.',
  },
  {
    places: ['GetContactByIdSchemaV3.attachments'],
    versions: 'v3',
    right: 'example',
    reason: 'Attachments are a list.',
  },
  {
    places: [
      'GetCompanyByIdSchema.onboardingInfo',
      ...['pending', 'haveWebsite', 'tools', 'location', 'conversationDemo', 'metaData'].map(
        (name) => `IOnboardingDto.${name}`,
      ),
    ],
    right: 'type',
    reason: 'The examples are placeholders: an empty text or a text for any type.',
  },
]
