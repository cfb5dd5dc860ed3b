import { type Static, Type } from 'typebox'
import { limitInQuery, queryNumber } from '../../http/query.ts'
import { bounds } from '../locations/bounds.ts'
import { templateTypes } from './template.ts'

/** The default and the maximum page size. */
export const templatePage = { limit: 25, maxLimit: 100 }

export const templatesQuery = Type.Object({
  deleted: Type.Optional(
    Type.Boolean({
      description: '`true` returns only the deleted templates; `false` by default.',
      example: false,
    }),
  ),
  skip: queryNumber('The number of results to skip.', 1),
  limit: limitInQuery(
    `The page size: ${templatePage.limit} by default, at most ${templatePage.maxLimit}.`,
    25,
  ),
  type: Type.Optional(
    Type.Enum([...templateTypes], {
      type: 'string',
      description: 'Returns only templates of this type. contactd has none for `whatsapp`.',
      example: 'sms',
    }),
  ),
  originId: Type.String({
    description: 'The id of the location. With any other id, the list is empty.',
    minLength: 1,
    maxLength: bounds.id,
    example: 've9EPM428h8vShlRW1KT',
  }),
})
export type TemplatesQuery = Static<typeof templatesQuery>

const attachments = Type.Array(Type.Unsafe<unknown>({}), {
  description: 'Always empty: contactd stores no attachments.',
})

const templateAnswer = Type.Object({
  id: Type.String({ example: '2yMwhgTNO19bpintqrap' }),
  name: Type.String({ example: 'sms template' }),
  type: Type.String({ description: '`sms` or `email`.', example: 'sms' }),
  template: Type.Object(
    {
      body: Type.Optional(Type.String({ description: 'The text of an SMS.', example: 'sms body' })),
      subject: Type.Optional(Type.String({ description: 'For emails.', example: 'subject text' })),
      attachments,
      html: Type.Optional(
        Type.String({ description: 'The content of an email.', example: '<p>Welcome!</p>' }),
      ),
    },
    { description: 'The content.' },
  ),
  dateAdded: Type.String({ example: '2022-01-27T12:31:19.679Z' }),
  locationId: Type.String({ example: 've9EPM428h8vShlRW1KT' }),
  urlAttachments: Type.Optional(
    Type.Array(Type.String(), { description: 'Only for SMS. Always empty: contactd stores no attachments.' }),
  ),
})

export const templateAnswers = {
  list: Type.Object({
    templates: Type.Array(templateAnswer),
    totalCount: Type.Integer({ description: 'The number on all pages.', example: 1 }),
  }),
  deleted: Type.Object({ succeded: Type.Boolean({ example: true }) }),
}
