import { type TObject, type TProperties, Type } from 'typebox'
import { schemaFormats } from '../../api/schemas/formats.ts'
import { scopes as everyScope } from '../../auth/scopes.ts'
import type { Formats } from '../../http/violations.ts'
import { countryCodes } from '../../lib/countries.ts'
import { isRedirectUri } from '../../oauth/app.ts'
import { webhookFormats } from '../../webhooks/webhook-schemas.ts'

/** The formats that the schema of seeds names. */
export const seedFormats: Formats = {
  ...schemaFormats,
  ...webhookFormats,
  'redirect-uri': {
    matches: isRedirectUri,
    sentence: '$property must be an https URI, an http URI of this machine, or one of a native app',
    isOwn: true,
  },
}

export const closed = <Properties extends TProperties>(properties: Properties): TObject<Properties> =>
  Type.Object(properties, { additionalProperties: false })

export const listOf = <Item extends TProperties>(item: Item, maxItems: number, description: string) =>
  Type.Optional(Type.Array(closed(item), { maxItems, description }))

/** A text that may be missing, with a description. */
export const optionalText = (description: string, maxLength = 1000) =>
  Type.Optional(Type.String({ maxLength, description }))

export const id = Type.Optional(
  Type.String({
    pattern: '^[A-Za-z0-9_-]{1,64}$',
    description: 'The same at each start, made by contactd, if missing.',
  }),
)
export const nameOf = (what: string) =>
  Type.String({ minLength: 1, maxLength: 255, description: `The name of the ${what}.` })

export const email = Type.String({
  format: 'contact-new-email',
  maxLength: 320,
  description: 'An email address.',
})
export const country = Type.Optional(
  Type.Enum([...countryCodes], { type: 'string', description: 'ISO 3166-1 alpha-2.' }),
)
export const timezone = Type.Optional(
  Type.String({
    minLength: 1,
    format: 'contact-timezone',
    maxLength: 100,
    description: 'An IANA time zone.',
  }),
)
const date = (description: string) =>
  Type.Optional(
    Type.String({
      minLength: 1,
      format: 'instant',
      maxLength: 40,
      description: `${description} ISO 8601.`,
      example: '2026-01-31T12:00:00Z',
    }),
  )
export const dateAdded = date('The time of its creation; the same at each start if missing.')
export const dateUpdated = date('The time of its last change; that of its creation if missing.')
export const dateOf = (what: string) => date(`The time of ${what}; that of its creation if missing.`)

export const scopeList = (description: string) =>
  Type.Optional(
    Type.Array(Type.Enum([...everyScope], { type: 'string' }), {
      minItems: 1,
      maxItems: everyScope.length,
      description,
    }),
  )

/** Names another item. */
export const reference = (description: string) => Type.String({ minLength: 1, maxLength: 1000, description })
/** Names other items. */
export const references = (description: string, maxItems: number) =>
  Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 1000 }), { maxItems, description }))

const ofUser = 'the id or the email of a user of the location'
export const user = (description: string) => Type.Optional(reference(`${description}: ${ofUser}.`))
export const users = (description: string, maxItems: number) =>
  references(`${description}, each ${ofUser}.`, maxItems)

export const tokens = listOf(
  {
    id,
    token: Type.Optional(
      Type.String({
        pattern: '^pit-[A-Za-z0-9-]{1,100}$',
        description: '`pit-` and letters, digits and hyphens. The same at each start if missing.',
      }),
    ),
    name: Type.Optional(nameOf('token')),
    scopes: scopeList('All if missing.'),
  },
  100,
  'Private integration tokens.',
)
