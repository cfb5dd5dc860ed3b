import { Type } from 'typebox'
import { bounds } from '../locations/bounds.ts'
import { namedLocationId } from '../schemas/named-location-id.ts'

export const campaignsQuery = Type.Object({
  locationId: namedLocationId(),
  status: Type.Optional(
    Type.String({
      description: 'Returns only campaigns with this status: `draft` or `published`.',
      maxLength: bounds.name,
      example: 'draft',
    }),
  ),
})

export const campaignsAnswer = Type.Object({
  campaigns: Type.Array(
    Type.Object({
      id: Type.String({ example: 'mIVALPYuTD7YjUHnFEx4' }),
      name: Type.String({ example: 'test' }),
      status: Type.String({ example: 'published' }),
      locationId: Type.String({ example: 've9EPM428h8vShlRW1KT' }),
    }),
  ),
})
