/**
 * How many characters must be inserted, deleted, replaced or swapped with their neighbour to make one text the other.
 * The work is the product of the lengths, which the caller limits.
 */
export function editDistance(one: string, other: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= other.length; column += 1) {
      const at = (list: readonly number[], index: number) => list[index] ?? 0
      const isSame = one[row - 1] === other[column - 1]
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
      current.push(
        Math.min(
          at(last, column) + 1,
          at(current, column - 1) + 1,
          at(last, column - 1) + (isSame ? 0 : 1),
          ...(isSwapped && row > 1 && column > 1 ? [at(beforeLast, column - 2) + 1] : []),
        ),
      )
    }
    beforeLast = last
    last = current
  }
  return last[other.length] ?? 0
}
