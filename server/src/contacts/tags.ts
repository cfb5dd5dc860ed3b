/** Tags as stored: trimmed, lower case, each once, in the order in which they came. */
export function normaliseTags(tags: readonly string[]): string[] {
  const seen = new Set<string>()
  for (const tag of tags) {
    const name = tag.trim().toLowerCase()
    if (name !== '') seen.add(name)
  }
  return [...seen]
}

/** The tags with others behind them, and those that were not there yet. */
export function addTags(
  before: readonly string[],
  sent: readonly string[],
): { tags: string[]; added: string[] } {
  const had = new Set(before)
  const added = normaliseTags(sent).filter((tag) => !had.has(tag))
  return { tags: [...before, ...added], added }
}

/** The tags without some, and those that were there. */
export function removeTags(
  before: readonly string[],
  sent: readonly string[],
): { tags: string[]; removed: string[] } {
  const had = new Set(before)
  const removed = normaliseTags(sent).filter((tag) => had.has(tag))
  const gone = new Set(removed)
  return { tags: before.filter((tag) => !gone.has(tag)), removed }
}
