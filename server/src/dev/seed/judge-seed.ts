import type { Mistake } from './mistakes.ts'
import { type Item, isItem } from './placed.ts'

/** How often a seed is checked again: other items may refer to what was left out. */
const maxRounds = 20

/** Properties that others are judged by: with a mistake in one, the whole item is left out. */
const decisive = new Set(['country', 'settings', 'allowDuplicateContact', 'company', 'options'])

/** What is left of a seed without its mistakes. */
interface Judged {
  seed: Item
  /** The path in the whole seed. @param path in what is left. */
  pathOf(path: string): string
}

/**
 * Leaves the mistakes of a seed out, so that the use cases can judge the rest: the property with the mistake, or
 * the item that lacks one, and then the references to what was left out.
 * @param check names all mistakes of a seed.
 * @returns undefined if nothing is left, or what is left still has mistakes.
 */
export function withoutMistakes(whole: unknown, check: (seed: unknown) => Mistake[]): Judged | undefined {
  if (!isItem(whole)) return undefined
  const places: Places = new Map()
  const seed = copyOf(whole, places, new Map()) as Item
  for (let round = 0; round < maxRounds; round += 1) {
    const mistakes = check(seed)
    if (mistakes.length === 0) return { seed, pathOf: (path) => pathBefore(seed, places, path) }
    // All are found before the first is removed: it moves the items after it.
    const found = mistakes.map(({ path }) => leftOutFor(seed, path))
    if (found.includes(undefined)) return undefined
    leaveOut(
      found.filter((one) => one !== undefined),
      places,
    )
  }
  return undefined
}

/** The indices that the items of lists had in the whole seed. */
type Places = Map<unknown[], number[]>

/** @param copies of the objects so far: an item of YAML may occur in several places. */
function copyOf(node: unknown, places: Places, copies: Map<object, object>): unknown {
  if (!Array.isArray(node) && !isItem(node)) return node
  const known = copies.get(node)
  if (known) return known
  const copy = Array.isArray(node) ? [] : {}
  copies.set(node, copy)
  if (Array.isArray(copy)) places.set(copy, Object.keys(node).map(Number))
  for (const [name, value] of Object.entries(node))
    Object.defineProperty(copy, name, {
      value: copyOf(value, places, copies),
      ...{ configurable: true, enumerable: true, writable: true },
    })
  return copy
}

/** A property of an object, or an item of a list. */
interface Part {
  of: object
  name: string
}

/** The part of a seed to leave out for a mistake; undefined for the whole. */
function leftOutFor(seed: Item, path: string): Part | undefined {
  const parts: Part[] = []
  let node: unknown = seed
  for (const name of path === '' ? [] : path.split('.')) {
    if (decisive.has(name) || !has(node, name)) return parts.at(-1)
    parts.push({ of: node, name })
    node = node[name]
  }
  return parts.at(-1)
}

const has = (node: unknown, name: string): node is Item =>
  typeof node === 'object' && node !== null && Object.hasOwn(node, name)

function leaveOut(parts: readonly Part[], places: Places): void {
  const removed = new Map<unknown[], Set<number>>()
  for (const { of, name } of parts) {
    if (Array.isArray(of)) removed.set(of, (removed.get(of) ?? new Set()).add(Number(name)))
    else Reflect.deleteProperty(of, name)
  }
  for (const [list, indices] of removed) {
    const isKept = (_: unknown, index: number) => !indices.has(index)
    places.set(list, (places.get(list) ?? []).filter(isKept))
    list.splice(0, list.length, ...list.filter(isKept))
  }
}

function pathBefore(seed: Item, places: Places, path: string): string {
  let node: unknown = seed
  return path
    .split('.')
    .map((name) => {
      const before = Array.isArray(node) ? places.get(node)?.[Number(name)] : undefined
      node = has(node, name) ? node[name] : undefined
      return before === undefined ? name : String(before)
    })
    .join('.')
}
