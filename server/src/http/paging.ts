/** What `skip` and `limit` of a query ask for. @param bounds how many without a limit, and at most. */
export const readPage = (
  { skip = 0, limit }: { skip?: number; limit?: number },
  bounds: { limit: number; maxLimit: number },
): { skip: number; limit: number } => ({ skip, limit: Math.min(limit ?? bounds.limit, bounds.maxLimit) })
