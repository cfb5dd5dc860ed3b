/**
 * Waits for `work`, at most for `timeMs`. The work itself is not stopped; its late result is ignored.
 * @throws the result of `timeoutError` after that time, or the error of the work.
 */
export async function withTimeout<T>(
  timeMs: number,
  work: Promise<T>,
  timeoutError: () => Error,
): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(timeoutError()), timeMs)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}
