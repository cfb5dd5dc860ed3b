import { explain } from '../../tools/conformance/src/explain.ts'
import type { Finding } from '../../tools/conformance/src/finding.ts'
import type { KnownDifference } from '../../tools/conformance/src/known.ts'
import { knownDifferences } from '../../tools/conformance/src/known-differences.ts'
import type { SpecOperation } from '../../tools/conformance/src/load-spec.ts'
import type { Surface } from './surfaces.ts'

/** Rare differences from HighLevel's files that the requests of `contactd conformance` do not show. */
export const seldomDifferences: readonly KnownDifference[] = [
  {
    kind: 'answer',
    operations: ['get-contacts', 'get-contacts-by-businessId'],
    places: ['200 contacts[].businessId'],
    reason: 'What a contact has not is null in live rows.',
  },
]

interface Allowed {
  /** The document that is violated. */
  of: 'HighLevel' | 'contactd'
  operations: readonly string[]
  /** In the notation of invalid parts: `body.source: type`, `body.source: null`; a final `*` matches any rest. */
  nonsense: readonly string[]
  reason: string
}

/** Requests that are accepted although a document forbids them. */
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
  {
    of: 'contactd',
    operations: ['get-webhook'],
    nonsense: ['path.webhookId', 'caller stranger'],
    reason: 'With an empty id, it is the path of the list, which has the webhooks of the token alone.',
  },
]

/**
 * Whether an invalid request is accepted for a known reason: one listed here, or one that `contactd conformance`
 * reports.
 */
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
