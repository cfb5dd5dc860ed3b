import { correctMistakes, supplyOmissions } from './correct-spec.ts'
import { explain, findStale } from './explain.ts'
import type { Finding } from './finding.ts'
import { judgeOperation, type Verdict } from './judge-operation.ts'
import type { Knowledge } from './known.ts'
import type { Spec } from './load-spec.ts'
import { tryOperation } from './try-operation.ts'
import type { World } from './world.ts'

/** The result for one operation. */
export interface OperationReport extends Verdict {
  operationId: string
  method: string
  path: string
  /** The scopes that the file requires of a token. */
  scopes: readonly string[]
  /** Whether the operation exists and every difference is explained. */
  met: boolean
}

/** The result for one file. */
export interface SpecReport {
  file: string
  title: string
  version: string
  operations: OperationReport[]
  /** The operations that were not tried, and why. */
  untried: { operationId: string; reason: string }[]
  /** Errors of the file as a whole. */
  mistakes: Finding[]
  /** Known differences of the file that did not occur. */
  stale: string[]
  /** Whether each operation is met, each error of the file is known, and nothing is stale. */
  conforms: boolean
}

/**
 * Checks the server against all operations of a file, with valid and invalid requests.
 * @param newWorld creates the world of one operation, without records of other operations.
 * @param spec as loaded; known errors are corrected in place.
 * @param version the API version to request. Default: the file's own.
 */
export async function checkSpec(
  spec: Spec,
  newWorld: () => Promise<World>,
  knowledge: Knowledge,
  version = spec.version,
): Promise<SpecReport> {
  const mistakes = correctMistakes(spec, knowledge.mistakes)
  const omissions = supplyOmissions(spec, knowledge.omissions)
  const operations: OperationReport[] = []
  const untried: SpecReport['untried'] = []
  for (const operation of spec.operations) {
    const { operationId, method, path, scopes = [] } = operation
    const known = knowledge.untried?.find((one) => one.operations.includes(operationId))
    if (known) {
      untried.push({ operationId, reason: known.reason })
      continue
    }
    const verdict = judgeOperation(operation, await tryOperation(await newWorld(), operation, version))
    const own = omissions.filter((one) => one.operationId === operationId)
    const findings = explain(spec, [...own, ...verdict.findings], knowledge.differences)
    const met = findings.every(({ reason }) => reason !== undefined)
    operations.push({ ...verdict, operationId, method, path, scopes, findings, met })
  }
  const findings = [...mistakes, ...operations.flatMap((one) => one.findings)]
  const stale = findStale(spec, findings, knowledge)
  const { file, title } = spec
  const conforms = findings.every(({ reason }) => reason !== undefined) && stale.length === 0
  return { file, title, version, operations, untried, mistakes, stale, conforms }
}
