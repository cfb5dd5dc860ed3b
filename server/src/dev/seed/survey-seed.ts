import type { Mistake } from './mistakes.ts'

/** The most texts, numbers, lists and objects of a seed: 100,000 contacts with ten each. Aliases of YAML repeat what they name. */
const maxValues = 1_000_000
/** The most ill-formed texts that are named. */
const maxIllFormed = 100

/** What no database may be filled with: texts that not every engine stores, and more than a server can hold. */
export function mistakesOfValues(seed: unknown): Mistake[] {
  const mistakes: Mistake[] = []
  const counts = new Map<object, number>()
  const count = (value: unknown, path: string): number => {
    if (typeof value === 'string' && (!value.isWellFormed() || value.includes('\0'))) {
      if (mistakes.length < maxIllFormed)
        mistakes.push({ path, sentence: `${path} must be text without NUL characters and lone surrogates` })
    }
    if (typeof value !== 'object' || value === null) return 1
    const known = counts.get(value)
    if (known !== undefined) return known
    // An object may contain itself.
    counts.set(value, 0)
    let total = 1
    for (const [name, item] of Object.entries(value))
      total += count(item, path === '' ? name : `${path}.${name}`)
    counts.set(value, total)
    return total
  }
  if (count(seed, '') > maxValues)
    return [{ path: '', sentence: `the seed has more than ${maxValues} values` }]
  return mistakes
}
