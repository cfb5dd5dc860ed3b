import { type Static, type TSchema, Type } from 'typebox'
import { bounds } from '../../schemas/bounds.ts'
import { nullable } from '../../schemas/nullable.ts'
import { contactAnswers } from '../contact-responses.ts'
import type { AdditionalEmail, AdditionalPhone } from './additional-addresses.ts'

/**
 * A list of additional addresses: strings, or objects as in responses. The format and the length apply to strings, and
 * the properties to objects.
 */
const addressList = <Item>(
  description: string,
  text: { format?: string; maxLength: number },
  item: { properties: Record<string, TSchema>; required: string[] },
) =>
  nullable(
    Type.Array(
      Type.Unsafe<string | Item>({
        type: ['string', 'object'],
        ...text,
        ...item,
        additionalProperties: false,
      }),
      { maxItems: bounds.additional, description },
    ),
  )

const emailItem = { format: 'contact-email', maxLength: bounds.email }
const phoneItem = { maxLength: bounds.phone }
const replacesAll = 'Replaces the list of the contact; `null` and `[]` clear it.'

const additionalEmails = addressList<AdditionalEmail>(
  `Emails other than \`email\`, as strings or \`{email}\`, without duplicates. ${replacesAll}`,
  emailItem,
  {
    properties: {
      email: Type.String({ example: 'jane@work.example.com', ...emailItem }),
    },
    required: ['email'],
  },
)

const additionalPhones = addressList<AdditionalPhone>(
  `Phone numbers other than \`phone\`, as strings or \`{phone, phoneLabel}\`, without duplicates, stored in E.164. ${replacesAll}`,
  phoneItem,
  {
    properties: {
      phone: Type.String({ example: '+15557654321', ...phoneItem }),
      phoneLabel: Type.String({
        example: 'Mobile',
        maxLength: bounds.text,
      }),
    },
    required: ['phone'],
  },
)

export const addressesBody = Type.Object(
  {
    additionalEmails: Type.Optional(additionalEmails),
    additionalPhones: Type.Optional(additionalPhones),
  },
  { additionalProperties: false },
)
export type AddressesBody = Static<typeof addressesBody>

export const addressesExamples = {
  'An email and a phone': {
    additionalEmails: ['jane@work.example.com'],
    additionalPhones: [{ phone: '+1 555-765-4321', phoneLabel: 'Mobile' }],
  },
}

const { contact, traceId } = contactAnswers.found.properties
const { email, phone, additionalEmails: emails, additionalPhones: phones } = contact.properties

export const addressesAnswer = Type.Object({
  contactId: contact.properties.id,
  email,
  phone,
  additionalEmails: emails,
  additionalPhones: phones,
  traceId,
})
