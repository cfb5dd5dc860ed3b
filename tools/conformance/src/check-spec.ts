import { correctMistakes, supplyOmissions } from './correct-spec.ts'
import { explain, findStale } from './explain.ts'
import type { Finding } from './finding.ts'
import { judgeOperation, type Verdict } from './judge-operation.ts'
import type { Knowledge } from './known.ts'
import type { Spec } from './load-spec.ts'
import { tryOperation } from './try-operation.ts'
import type { World } from './world.ts'

/** How an operation fared. */
export interface OperationReport extends Verdict {
  operationId: string
  method: string
  path: string
  /** What the file says that a token needs. */
  scopes: readonly string[]
  /** Whether it is served, and every difference is explained. */
  met: boolean
}

/** How the running code fared against a file. */
export interface SpecReport {
  file: string
  title: string
  version: string
  operations: OperationReport[]
  /** Mistakes of the file, that concern no operation in particular. */
  mistakes: Finding[]
  /** What is known of the file and was not met. */
  stale: string[]
  /** Whether each operation is met, each mistake known, and nothing stale. */
  conforms: boolean
}

/**
 * Holds the running code against a file: every operation of it, with good requests and bad.
 * @param newWorld makes one for each operation: what other operations have made is not in it.
 * @param spec as it was read; it is corrected by what is known.
 * @param version of the API to ask for; the file's own where it is missing.
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
  for (const operation of spec.operations) {
    const { operationId, method, path, scopes = [] } = operation
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
  return { file, title, version, operations, mistakes, stale, conforms }
}
