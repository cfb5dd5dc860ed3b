/** The followers with those that are new, each once, in the order in which they came. */
export function addFollowers(
  before: readonly string[],
  sent: readonly string[],
): { followers: string[]; changed: string[] } {
  const had = new Set(before)
  const changed = [...new Set(sent)].filter((id) => !had.has(id))
  return { followers: [...before, ...changed], changed }
}

/** The followers that are left, and those that went. */
export function removeFollowers(
  before: readonly string[],
  sent: readonly string[],
): { followers: string[]; changed: string[] } {
  const gone = new Set(sent)
  return {
    followers: before.filter((id) => !gone.has(id)),
    changed: before.filter((id) => gone.has(id)),
  }
}
