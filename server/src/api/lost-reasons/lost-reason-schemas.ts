import { type Static, Type } from 'typebox'
import { limitInQuery, queryNumber } from '../../http/query.ts'
import { bounds } from '../locations/bounds.ts'
import { namedLocationId } from '../schemas/named-location-id.ts'

/** The default and the maximum page size. */
export const lostReasonPage = { limit: 100, maxLimit: 500 }

export const lostReasonsQuery = Type.Object({
  locationId: namedLocationId(),
  name: Type.Optional(
    Type.String({ description: 'The name, in any case.', maxLength: bounds.name, example: 'Too expensive' }),
  ),
  deleted: Type.Optional(
    Type.Boolean({ description: '`true` returns only deleted ones. None can be deleted.', example: false }),
  ),
  query: Type.Optional(
    Type.String({
      description: 'A part of the name, in any case.',
      maxLength: bounds.name,
      example: 'expensive',
    }),
  ),
  skip: queryNumber('The number of results to skip.', 1),
  limit: limitInQuery(
    `The page size: ${lostReasonPage.limit} by default, at most ${lostReasonPage.maxLimit}.`,
    10,
  ),
  getCount: Type.Optional(Type.Boolean({ description: '`true` also returns `total`.', example: true })),
})
export type LostReasonsQuery = Static<typeof lostReasonsQuery>

const lostReason = Type.Object({
  id: Type.String({ example: 'CLu7BaljjqrEjBGKTNNe' }),
  name: Type.String({ example: 'Too expensive' }),
  locationId: Type.String({ example: 've9EPM428h8vShlRW1KT' }),
  updatedAt: Type.String({ example: '2023-06-19T12:04:22.488Z' }),
  createdAt: Type.String({ example: '2023-06-19T12:04:22.488Z' }),
})

export const lostReasonsAnswer = Type.Object({
  lostReasons: Type.Array(lostReason, { description: 'The lost reasons, oldest first.' }),
  total: Type.Optional(
    Type.Number({ description: 'How many the query finds. Present with `getCount`.', example: 3 }),
  ),
})
