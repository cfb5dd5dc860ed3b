import { Type } from 'typebox'

/** A whole number in a query, as its text. */
export const digits = (description: string, example: string) =>
  Type.Optional(Type.String({ description, example, pattern: '^\\d{1,9}$' }))

/** What `skip` and `limit` of a query ask for. @param bounds how many without a limit, and at most. */
export const readPage = (
  { skip = '0', limit }: { skip?: string; limit?: string },
  bounds: { limit: number; maxLimit: number },
): { skip: number; limit: number } => ({
  skip: Number(skip),
  limit: Math.min(Number(limit ?? bounds.limit), bounds.maxLimit),
})
