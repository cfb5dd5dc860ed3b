import { Type } from 'typebox'
import { type Scope, scopes } from '../../auth/scopes.ts'
import { pathId } from '../../http/operation.ts'

/** The longest name of a token, in UTF-16 units. */
const maxNameLength = 200

export const privateTokenParams = Type.Object({
  tokenId: pathId('The id of the token.', 'Tb7kQ2xWv9LmR4sYp1Zn'),
})

export const createPrivateTokenBody = Type.Object(
  {
    name: Type.String({
      minLength: 1,
      maxLength: maxNameLength,
      description: 'What it is for.',
      example: 'CRM sync',
    }),
    scopes: Type.Array(
      Type.Unsafe<Scope>({ type: 'string', enum: [...scopes], example: 'contacts.readonly' }),
      {
        minItems: 1,
        maxItems: scopes.length,
        uniqueItems: true,
        description: 'What it may do.',
        example: ['contacts.readonly'],
      },
    ),
  },
  { additionalProperties: false },
)

const instant = (description: string) => Type.String({ description, example: '2026-01-31T12:00:00.000Z' })

const token = {
  id: Type.String({ example: 'Tb7kQ2xWv9LmR4sYp1Zn' }),
  name: Type.String({ example: 'CRM sync' }),
  scopes: Type.Array(Type.String(), { description: 'What it may do.', example: ['contacts.readonly'] }),
  companyId: Type.String({ example: '5DP4iH6HLkQsiKESj6rh' }),
  locationId: Type.Optional(
    Type.String({
      description: 'Missing for a token of the whole company.',
      example: 've9EPM428h8vShlRW1KT',
    }),
  ),
  dateAdded: instant('Time of its creation.'),
  dateLastUsed: Type.Optional(instant('Time of its last use, to the hour. Missing if it was never used.')),
}

export const privateTokenAnswers = {
  list: Type.Object({
    tokens: Type.Array(Type.Object(token), { description: 'Newest first, at most 1,000.' }),
  }),
  created: Type.Object({
    token: Type.Object(
      {
        ...token,
        token: Type.String({
          description: 'Shown only this once.',
          example: 'pit-2f8f4c1e-9d3b-4a6e-8c57-1b0a9d8e7f6c',
        }),
      },
      { description: 'The new token.' },
    ),
  }),
  revoked: Type.Object({ succeeded: Type.Boolean({ example: true }) }),
}
