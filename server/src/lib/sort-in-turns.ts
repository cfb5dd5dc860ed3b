import { ownTurn } from './own-turn.ts'

/** Comparing two long names takes half a microsecond: this many take some milliseconds. */
const itemsPerTurn = 500

/** Sorts like `toSorted`, in parts, each in a turn of the event loop. */
export async function sortedInTurns<Item>(
  items: readonly Item[],
  compare: (a: Item, b: Item) => number,
): Promise<Item[]> {
  let runs: Item[][] = []
  for (let from = 0; from < items.length; from += itemsPerTurn) {
    runs.push(items.slice(from, from + itemsPerTurn).sort(compare))
    await ownTurn()
  }
  while (runs.length > 1) {
    const merged: Item[][] = []
    for (let at = 0; at < runs.length; at += 2)
      merged.push(await mergedInTurns(runs[at] as Item[], runs[at + 1] ?? [], compare))
    runs = merged
  }
  return runs[0] ?? []
}

/** Of equal items, those of the first list come first. */
async function mergedInTurns<Item>(
  first: readonly Item[],
  second: readonly Item[],
  compare: (a: Item, b: Item) => number,
): Promise<Item[]> {
  const merged: Item[] = []
  let at = 0
  let other = 0
  while (at < first.length && other < second.length) {
    const isFirst = compare(first[at] as Item, second[other] as Item) <= 0
    merged.push(isFirst ? (first[at++] as Item) : (second[other++] as Item))
    if (merged.length % itemsPerTurn === 0) await ownTurn()
  }
  return [...merged, ...first.slice(at), ...second.slice(other)]
}
