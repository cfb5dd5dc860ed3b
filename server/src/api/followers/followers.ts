/** Followers after a change: ids of users. */
export interface ChangedFollowers {
  followers: string[]
}

/** A change of the followers that a record has. The result is also the response. */
export type FollowersChange<Changed extends ChangedFollowers = ChangedFollowers> = (
  before: readonly string[],
) => Changed

/** Appends followers, without duplicates. Also returns the new ones. */
export const addFollowers =
  (sent: readonly string[]): FollowersChange<{ followers: string[]; followersAdded: string[] }> =>
  (before) => {
    const had = new Set(before)
    const followersAdded = [...new Set(sent)].filter((id) => !had.has(id))
    return { followers: [...before, ...followersAdded], followersAdded }
  }

/** Removes followers. Also returns those that were present. */
export const removeFollowers =
  (sent: readonly string[]): FollowersChange<{ followers: string[]; followersRemoved: string[] }> =>
  (before) => {
    const gone = new Set(sent)
    return {
      followers: before.filter((id) => !gone.has(id)),
      followersRemoved: before.filter((id) => gone.has(id)),
    }
  }

/** Removes every follower: see `removeFollowers`. */
export const removeAllFollowers: ReturnType<typeof removeFollowers> = (before) =>
  removeFollowers(before)(before)
