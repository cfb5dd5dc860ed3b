import { flawsOf, placesIn } from '../../tools/conformance/src/check-answer.ts'
import { explain } from '../../tools/conformance/src/explain.ts'
import type { Finding } from '../../tools/conformance/src/finding.ts'
import { isObject, type Json } from '../../tools/conformance/src/json.ts'
import { knownDifferences } from '../../tools/conformance/src/known-differences.ts'
import { isAllowedNonsense, seldomDifferences } from './exceptions.ts'
import { nonsenseIn } from './nonsense.ts'
import type { Exchange, Fault } from './step.ts'
import type { Surface } from './surfaces.ts'
import type { Things } from './things.ts'

const isSuccess = (status: number) => status >= 200 && status < 300

/**
 * Checks a response. @returns the fault, or undefined.
 * @param things that existed before the request.
 */
export function judge(surface: Surface, things: Things, exchange: Exchange): Fault | undefined {
  const { status } = exchange
  if (status >= 500) return { kind: `status ${status}`, detail: textOf(exchange.answer) }
  if (exchange.answer === undefined) return { kind: 'no JSON', detail: `status ${status}` }
  return (
    judgeAnswer(surface, exchange) ?? judgeNonsense(surface, things, exchange) ?? judgeGood(surface, exchange)
  )
}

/** Whether the response matches the document, or differs from it in a known way. */
function judgeAnswer(surface: Surface, { step, status, answer = null }: Exchange): Fault | undefined {
  const { operation } = step
  const { operationId, answers } = operation
  const isOfficial = surface.official.has(operation)
  // Under another version, another document applies.
  if (!surface.versions.includes(step.headers.version ?? '') && isSuccess(status)) return undefined
  const findings: Finding[] = []
  const find = (kind: 'answer' | 'extra' | 'status', place: string, detail: string) =>
    findings.push({ kind, operationId, place: `${status} ${place}`.trim(), detail })
  // Unless the path is the operation's, it is unknown; HighLevel's files declare few refusals.
  const isDeclared = answers.has(status) || status === 404 || (isOfficial && status >= 400)
  if (!isDeclared) find('status', '', 'is not in the document')
  const schema = answers.get(status)
  for (const { place, detail } of schema ? flawsOf(schema, answer) : []) find('answer', place, detail)
  if (schema && !isOfficial) {
    for (const place of placesIn(schema, answer).extra) find('extra', place, 'is not in the document')
  }
  const differences = [...knownDifferences, ...seldomDifferences]
  const judged = isOfficial ? explain(surface.spec, findings, differences) : findings
  const flaw = judged.find(({ reason }) => reason === undefined)
  if (!flaw) return undefined
  return { kind: `${flaw.kind} ${flaw.place}`, detail: `${flaw.detail}: ${textOf(answer)}` }
}

/** Whether an invalid request was accepted. */
function judgeNonsense(surface: Surface, things: Things, exchange: Exchange): Fault | undefined {
  if (!isSuccess(exchange.status)) return undefined
  const found = nonsenseIn(surface, things, exchange)
  const flaw = found.find((one) => !isAllowedNonsense(surface, exchange.step.operation, one))
  if (flaw === undefined) return undefined
  return { kind: `accepted ${flaw}`, detail: textOf(exchange.answer) }
}

/** A valid request for one existing object must succeed. */
function judgeGood(surface: Surface, { step, status, answer }: Exchange): Fault | undefined {
  const { operationId, method, parameters, body } = step.operation
  // The user may have been moved to another location.
  if (operationId === 'get-user') return undefined
  const asksForOne = method === 'GET' && !body && parameters.every((one) => one.in !== 'query')
  const isGood = asksForOne && step.spoiled.length === 0 && Object.keys(step.path).length > 0
  if (!isGood || isSuccess(status) || !surface.versions.includes(step.headers.version ?? '')) return undefined
  return { kind: `refused ${status}`, detail: textOf(answer) }
}

function textOf(answer: Json | undefined): string {
  const told = isObject(answer) && answer.message !== undefined ? answer.message : answer
  return (JSON.stringify(told) ?? 'nothing').slice(0, 400)
}
