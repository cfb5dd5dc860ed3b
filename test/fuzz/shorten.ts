/** The maximum number of attempts. */
const maxTries = 200

/**
 * Removes the parts of a list that are not needed for its effect, large parts first. The last item stays.
 * @param leadsThere whether a shorter list has the same effect.
 */
export async function shorten<T>(
  items: readonly T[],
  leadsThere: (items: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  let best = items
  let tries = 0
  for (let length = Math.floor(best.length / 2); length >= 1; length = Math.floor(length / 2)) {
    let from = best.length - 1 - length
    while (from >= 0 && tries++ < maxTries) {
      const shorter = [...best.slice(0, from), ...best.slice(from + length)]
      if (await leadsThere(shorter)) best = shorter
      from = Math.min(from - length, best.length - 1 - length)
    }
  }
  return best
}
