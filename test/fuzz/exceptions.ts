import { explain } from '../../server/src/conformance/explain.ts'
import type { Finding } from '../../server/src/conformance/finding.ts'
import type { KnownDifference } from '../../server/src/conformance/known.ts'
import { knownDifferences } from '../../server/src/conformance/known-differences.ts'
import type { SpecOperation } from '../../server/src/conformance/load-spec.ts'
import type { Surface } from './surfaces.ts'

/** Where answers differ from HighLevel's files as they seldom do: those that `contactd conformance` asks for don't. */
export const seldomDifferences: readonly KnownDifference[] = [
  {
    kind: 'answer',
    operations: ['get-contacts', 'get-contacts-by-businessId'],
    places: ['200 contacts[].businessId'],
    reason: 'What a contact has not is null in live rows.',
  },
]

interface Allowed {
  /** Whose document it breaks. */
  of: 'HighLevel' | 'contactd'
  operations: readonly string[]
  /** As nonsense is told: `body.source: type`, `body.source: null`; a `*` at the end stands for any rest. */
  nonsense: readonly string[]
  reason: string
}

/** What is taken for good though a document calls it nonsense. */
const allowed: readonly Allowed[] = [
  {
    of: 'HighLevel',
    operations: ['create-contact', 'update-contact', 'upsert-contact'],
    nonsense: ['body.customFields[]: required'],
    reason: 'A custom field is named by its id or its key; the files want the id.',
  },
  {
    of: 'HighLevel',
    operations: ['create-contact', 'update-contact', 'upsert-contact'],
    nonsense: ['body.customFields[].field_value*', 'body.customFields[].fieldValue*'],
    reason:
      'A value is judged by the type of its field, null clears it, and that of an unknown field is dropped.',
  },
  {
    of: 'contactd',
    operations: ['get-custom-field', 'update-custom-field', 'delete-custom-field'],
    nonsense: ['path.id'],
    reason: 'A custom field is found by its key, too.',
  },
]

/** Whether it is taken for good with a reason: one that stands here, or that `contactd conformance` tells. */
export function isAllowedNonsense(surface: Surface, operation: SpecOperation, nonsense: string): boolean {
  const { operationId } = operation
  const isOfficial = surface.official.has(operation)
  const isAllowed = allowed.some(
    (one) =>
      one.of === (isOfficial ? 'HighLevel' : 'contactd') &&
      one.operations.includes(operationId) &&
      one.nonsense.some((known) => isTold(known, nonsense)),
  )
  if (isAllowed || !isOfficial) return isAllowed
  const finding: Finding = { kind: 'accepted', operationId, place: nonsense, detail: '' }
  return explain(surface.spec, [finding], knownDifferences).some(({ reason }) => reason !== undefined)
}

const isTold = (known: string, nonsense: string) =>
  known.endsWith('*') ? nonsense.startsWith(known.slice(0, -1)) : known === nonsense
