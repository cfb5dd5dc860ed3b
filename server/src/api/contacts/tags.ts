/** Tags as stored: trimmed, in lower case, without duplicates, in the order sent. */
export function normaliseTags(tags: readonly string[]): string[] {
  const seen = new Set<string>()
  for (const tag of tags) {
    const name = tag.trim().toLowerCase()
    if (name !== '') seen.add(name)
  }
  return [...seen]
}

/** Appends tags. Also returns those that are new. */
export function addTags(
  before: readonly string[],
  sent: readonly string[],
): { tags: string[]; added: string[] } {
  const had = new Set(before)
  const added = normaliseTags(sent).filter((tag) => !had.has(tag))
  return { tags: [...before, ...added], added }
}

/** Removes tags. Also returns those that were present. */
export function removeTags(
  before: readonly string[],
  sent: readonly string[],
): { tags: string[]; removed: string[] } {
  const had = new Set(before)
  const removed = normaliseTags(sent).filter((tag) => had.has(tag))
  const gone = new Set(removed)
  return { tags: before.filter((tag) => !gone.has(tag)), removed }
}
