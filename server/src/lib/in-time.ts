/**
 * Waits for `work`, at most for `timeMs`. The work itself is not stopped; its late result is ignored.
 * @throws what `overdue` returns, after that time; what the work rejects with.
 */
export async function inTime<T>(timeMs: number, work: Promise<T>, overdue: () => Error): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(overdue()), timeMs)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}
