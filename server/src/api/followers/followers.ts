/** Appends followers, without duplicates. Also returns the new ones. */
export function addFollowers(
  before: readonly string[],
  sent: readonly string[],
): { followers: string[]; changed: string[] } {
  const had = new Set(before)
  const changed = [...new Set(sent)].filter((id) => !had.has(id))
  return { followers: [...before, ...changed], changed }
}

/** The remaining followers, and the removed ones. */
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
