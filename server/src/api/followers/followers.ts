/** All followers after a change, and those that were added or removed. */
export interface ChangedFollowers {
  followers: string[]
  changed: string[]
}

/** A change of followers by the users sent. */
export type FollowersChange = (before: readonly string[], sent: readonly string[]) => ChangedFollowers

/** Appends followers, without duplicates. Also returns the new ones. */
export function addFollowers(before: readonly string[], sent: readonly string[]): ChangedFollowers {
  const had = new Set(before)
  const changed = [...new Set(sent)].filter((id) => !had.has(id))
  return { followers: [...before, ...changed], changed }
}

/** The remaining followers, and the removed ones. */
export function removeFollowers(before: readonly string[], sent: readonly string[]): ChangedFollowers {
  const gone = new Set(sent)
  return {
    followers: before.filter((id) => !gone.has(id)),
    changed: before.filter((id) => gone.has(id)),
  }
}
