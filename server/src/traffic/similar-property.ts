import type { AnyRequest } from '../http/messages.ts'
import { editDistance } from '../lib/edit-distance.ts'

/** Longer names are not compared. */
const maxLength = 40
/** The most edits between a name and the one that was meant, and the characters that each edit takes. */
const maxEdits = 2
const charactersPerEdit = 3
/** The most unknown names that are compared: each takes half a millisecond. */
const maxNames = 10

/** The property of a request that one of the unknown properties was meant to be. @param sentences the violations. */
export function similarProperty(
  sentences: readonly string[],
  { routeOptions }: AnyRequest,
): string | undefined {
  const unknown = sentences.flatMap(
    (sentence) => /(?:^|\.)property (\w+) should not exist$/.exec(sentence)?.[1] ?? [],
  )
  if (unknown.length === 0) return undefined
  const known = [...namesIn(routeOptions.config.schemas ?? [])]
  for (const name of unknown.slice(0, maxNames)) {
    const limit = Math.min(maxEdits, Math.floor(name.length / charactersPerEdit))
    if (name.length > maxLength || limit === 0) continue
    const [nearest] = known
      .map((one) => ({ one, edits: editDistance(name.toLowerCase(), one.toLowerCase()) }))
      .filter(({ edits }) => edits <= limit)
      .sort((first, second) => first.edits - second.edits)
    if (nearest) return nearest.one
  }
  return undefined
}

/** The names of all properties in schemas, at any depth. */
function namesIn(schemas: readonly unknown[], names = new Set<string>()): Set<string> {
  for (const schema of schemas) {
    if (typeof schema !== 'object' || schema === null) continue
    const {
      properties = {},
      items,
      then: whole,
      else: otherwise,
    } = schema as Record<string, object | undefined>
    for (const name of Object.keys(properties)) names.add(name)
    namesIn([...Object.values(properties), items, whole, otherwise], names)
  }
  return names
}
