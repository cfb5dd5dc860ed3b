/**
 * Whether `JSON.stringify` returns the same text for two values. Stops at the first difference without creating the
 * texts. For values parsed from JSON; an undefined property counts as missing.
 */
export function isSameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  if (Array.isArray(one) !== Array.isArray(other)) return false
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, index) => isSameJson(item, other[index]))
  const entries = entriesIn(one)
  const others = entriesIn(other)
  return (
    entries.length === others.length &&
    entries.every(([key, value], index) => {
      const [otherKey, otherValue] = others[index] ?? []
      return key === otherKey && isSameJson(value, otherValue)
    })
  )
}

const entriesIn = (value: object) => Object.entries(value).filter(([, item]) => item !== undefined)
