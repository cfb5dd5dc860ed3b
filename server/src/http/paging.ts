/** Reads `skip` and `limit` of a query. @param bounds the default and the maximum limit. */
export const readPage = (
  { skip = 0, limit }: { skip?: number; limit?: number },
  bounds: { limit: number; maxLimit: number },
): { skip: number; limit: number } => ({ skip, limit: Math.min(limit ?? bounds.limit, bounds.maxLimit) })
