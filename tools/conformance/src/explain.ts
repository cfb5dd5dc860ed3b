import type { Finding } from './finding.ts'
import { isOfOperation, isOfVersion, type Knowledge, type KnownDifference } from './known.ts'
import type { Spec, SpecOperation } from './load-spec.ts'
import { walkSchemas } from './walk-schemas.ts'

/** Adds the known reason to each finding; findings without one do not change. */
export function explain(
  { version, operations }: Spec,
  findings: readonly Finding[],
  differences: readonly KnownDifference[],
): Finding[] {
  const byId = new Map(operations.map((operation) => [operation.operationId, operation]))
  return findings.map((finding) => {
    const operation = byId.get(finding.operationId ?? '')
    if (finding.reason !== undefined || !operation) return finding
    const known = differences.find(
      (one) =>
        one.kind === finding.kind &&
        isOfVersion(one, version) &&
        concerns(one, operation) &&
        one.places.some((place) => isPlace(place, finding.place)),
    )
    return known ? { ...finding, reason: known.reason } : finding
  })
}

const concerns = ({ operations, under = '/' }: KnownDifference, { operationId, path }: SpecOperation) =>
  typeof operations === 'string'
    ? path.startsWith(operations)
    : operations.includes(operationId) && path.startsWith(under)

/** Whether a place matches a known one; `*` stands for any status. */
const isPlace = (known: string, place: string) =>
  known === place || (known.startsWith('* ') && known.slice(2) === place.replace(/^\d{3} /, ''))

/**
 * Lists, in a few words each, the known differences of a file that no longer occur. Differences of other files, other
 * versions, or missing operations are not expected.
 */
export function findStale(spec: Spec, findings: readonly Finding[], knowledge: Knowledge): string[] {
  return [
    ...staleMistakes(spec, findings, knowledge),
    ...staleOmissions(spec, findings, knowledge),
    ...staleDifferences(spec, findings, knowledge),
  ]
}

function staleMistakes(spec: Spec, findings: readonly Finding[], { mistakes }: Knowledge): string[] {
  const places = new Set<string>()
  walkSchemas(spec, (_, place) => places.add(place))
  for (const { kind, place } of findings) if (kind === 'mistake') places.delete(place)
  return mistakes
    .filter((one) => isOfVersion(one, spec.version))
    .flatMap((one) => one.places.filter((place) => places.has(place)).map((place) => `mistake ${place}`))
}

function staleOmissions(spec: Spec, findings: readonly Finding[], { omissions }: Knowledge): string[] {
  return omissions
    .filter((one) => isOfVersion(one, spec.version))
    .flatMap((known) => {
      const { place } = known
      const isMet = (id: string) =>
        findings.some((one) => one.kind === 'omission' && one.place === place && one.operationId === id)
      return spec.operations
        .filter((operation) => isOfOperation(known, operation) && !isMet(operation.operationId))
        .map(({ operationId }) => `omission ${operationId} ${place}`)
    })
}

function staleDifferences(spec: Spec, findings: readonly Finding[], { differences }: Knowledge): string[] {
  const unserved = new Set(
    findings.filter(({ kind }) => kind === 'unserved').map(({ operationId }) => operationId),
  )
  return differences
    .filter((one) => isOfVersion(one, spec.version))
    .flatMap((known) => {
      const concerned = spec.operations.filter((operation) => concerns(known, operation))
      // A missing operation is a separate finding, and hides its other differences.
      if (concerned.length === 0 || concerned.some(({ operationId }) => unserved.has(operationId))) return []
      const ids = new Set<string | undefined>(concerned.map(({ operationId }) => operationId))
      const met = findings.filter(({ kind, operationId }) => kind === known.kind && ids.has(operationId))
      return known.places
        .filter((place) => !met.some((one) => isPlace(place, one.place)))
        .map((place) => `${known.kind} ${place}`)
    })
}
