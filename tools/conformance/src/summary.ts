import type { SpecReport } from './check-spec.ts'
import type { Finding, FindingKind } from './finding.ts'

/** The same difference in all of its places and operations. */
export interface Difference {
  kind: FindingKind
  detail: string
  places: { place: string; shown?: string }[]
  /** Empty for an error of the file. */
  operations: string[]
}

/** Differences with the same reason. */
export interface Explained {
  reason: string
  differences: Difference[]
}

/** The grouped differences of a report. */
export interface Summary {
  met: number
  requests: number
  explained: Explained[]
  unexplained: Difference[]
  stale: readonly string[]
}

/** Groups the differences of a report by reason, in the order of their first occurrence. */
export function summarise({ operations, mistakes, stale }: SpecReport): Summary {
  const findings = [...mistakes, ...operations.flatMap((operation) => operation.findings)]
  const byReason = Map.groupBy(findings, ({ reason }) => reason ?? '')
  return {
    met: operations.filter(({ met }) => met).length,
    requests: operations.reduce((sum, { requests }) => sum + requests, 0),
    explained: [...byReason]
      .filter(([reason]) => reason !== '')
      .map(([reason, all]) => ({ reason, differences: together(all) })),
    unexplained: together(byReason.get('') ?? []),
    stale,
  }
}

/** Merges findings with the same text and operations into one difference. */
function together(findings: readonly Finding[]): Difference[] {
  const inOnePlace = [
    ...Map.groupBy(findings, ({ kind, place, detail }) => `${kind} ${place} ${detail}`).values(),
  ].flatMap((all) => {
    const [first] = all
    return first ? [{ ...first, operations: all.flatMap(({ operationId }) => operationId ?? []) }] : []
  })
  const alike = Map.groupBy(inOnePlace, ({ kind, detail, operations }) =>
    JSON.stringify([kind, detail, operations]),
  )
  return [...alike.values()].flatMap((all) => {
    const [first] = all
    if (!first) return []
    const { kind, detail, operations } = first
    const places = all.map(({ place, shown }) => ({ place, ...(shown !== undefined && { shown }) }))
    return [{ kind, detail, places, operations }]
  })
}

/** The result of a report in one sentence. */
export function verdictOf({ file, version, operations, conforms }: SpecReport, summary: Summary): string {
  const { met, requests, unexplained, stale } = summary
  const differing = unexplained.reduce((sum, { places }) => sum + places.length, 0)
  const counted = `${met}/${operations.length} operations of ${file} (Version ${version}) are met`
  if (conforms) return `${counted}: ${requests} requests, no unexplained difference.`
  const differences = `${differing} unexplained difference${differing === 1 ? '' : 's'}`
  return `${counted}: ${requests} requests, ${differences}, ${stale.length} known and no longer found.`
}

/** The operations of a difference, in few words. */
export function operationWords(operations: readonly string[], mostNamed = 3): string {
  return operations.length > mostNamed ? `${operations.length} operations` : operations.join(', ')
}
