import { flawsOf, missingPlaces, placesIn } from './check-answer.ts'
import type { Answered, Exchange } from './exchange.ts'
import { alterationOf } from './find-alteration.ts'
import { type Finding, type FindingKind, Findings } from './finding.ts'
import { isObject } from './json.ts'
import type { SpecOperation } from './load-spec.ts'
import type { RequestCase } from './request-case.ts'
import type { Answer } from './send-request.ts'

/** The result of all requests of an operation. */
export interface Verdict {
  served: boolean
  requests: number
  /** The number of properties and query parameters that were tried, and of those that no request was refused for. */
  properties: { tried: number; accepted: number }
  /** The number of responses with a schema in the file, and of those that are valid. */
  answers: { judged: number; valid: number }
  /** The statuses of all responses, in order. */
  statuses: number[]
  findings: Finding[]
}

/** The statuses of an unknown path. */
const unservedStatuses = [404, 405, 501]
/** The maximum length of a response's message in a finding. */
const maxMessageLength = 200

/** Compares the responses with the operation in the file. */
export function judgeOperation(operation: SpecOperation, exchanges: readonly Exchange[]): Verdict {
  const findings = new Findings(operation.operationId)
  const answered = exchanges.filter((one) => 'answer' in one)
  for (const one of exchanges) if ('fault' in one) findings.add('fault', one.request.label, one.fault)
  const good = answered.filter(({ request }) => request.expects === 'success')
  const served = good.some(({ answer }) => !unservedStatuses.includes(answer.status))
  const answers = { judged: 0, valid: 0 }
  if (served) {
    for (const one of answered) {
      judgeStatus(findings, one.request, one.answer)
      judgeBody(findings, operation, one.request, one.answer, answers)
    }
    for (const one of good) judgeEcho(findings, operation, one)
    findMissing(findings, operation, good)
  } else if (good.length > 0) {
    const statuses = [...new Set(good.map(({ answer }) => answer.status))]
    findings.add('unserved', operation.path, `answered ${statuses.join(', ')}`)
  }
  return {
    served,
    requests: exchanges.length,
    properties: countProperties(good),
    answers,
    statuses: [...new Set(answered.map(({ answer }) => answer.status))].sort((a, b) => a - b),
    findings: findings.all(),
  }
}

const isSuccess = (status: number) => status >= 200 && status < 300

/** Whether the status is as expected: a valid request succeeds, any other is refused for its own reason. */
function judgeStatus(
  findings: Findings,
  { label, expects, caller }: RequestCase,
  { status, body }: Answer,
): void {
  const isRight = expects === 'success' ? isSuccess(status) : expects.includes(status)
  const message = isObject(body) && body.message !== undefined ? JSON.stringify(body.message) : ''
  const detail = `answered ${status} ${message.slice(0, maxMessageLength)}`.trim()
  if (status >= 500) findings.add('fault', label, detail)
  else if (!isRight) findings.add(kindOf(expects, caller), label, detail)
}

function kindOf(expects: RequestCase['expects'], caller: RequestCase['caller']): FindingKind {
  if (caller !== 'everyone') return 'scope'
  return expects === 'success' ? 'refused' : 'accepted'
}

/** Whether the status is declared, and the body matches its schema. */
function judgeBody(
  findings: Findings,
  { answers: declared }: SpecOperation,
  { label }: RequestCase,
  { status, body }: Answer,
  count: Verdict['answers'],
): void {
  if (!declared.has(status)) findings.add('status', String(status), `returned for ${label}`)
  const schema = declared.get(status)
  if (!schema) return
  count.judged++
  if (body === undefined) {
    findings.add('answer', String(status), 'is not JSON')
    return
  }
  const flaws = flawsOf(schema, body)
  if (flaws.length === 0) count.valid++
  for (const { place, detail } of flaws) findings.add('answer', `${status} ${place}`.trim(), detail)
  for (const place of placesIn(schema, body).extra) {
    findings.add('extra', `${status} ${place}`, 'returned, but not in the file')
  }
}

/** Whether the sent values are returned, if the response has a place for them. */
function judgeEcho(
  findings: Findings,
  { answers }: SpecOperation,
  { request, sent, answer }: Answered,
): void {
  const schema = answers.get(answer.status)
  const name = request.property?.replace(/^body\./, '')
  if (!schema || name === undefined || !isObject(sent) || !isSuccess(answer.status)) return
  const shown = alterationOf(schema, answer.body, name, sent[name])
  if (shown !== undefined) findings.add('altered', `body.${name}`, 'returned differently', shown)
}

/** Finds the properties of a successful response in the file that no response had. */
function findMissing(findings: Findings, { answers }: SpecOperation, good: readonly Answered[]): void {
  for (const [status, schema] of answers) {
    const bodies = good.flatMap(({ answer }) =>
      answer.status === status && answer.body !== undefined ? [answer.body] : [],
    )
    if (!schema || !isSuccess(status) || bodies.length === 0) continue
    const seen = new Set(bodies.flatMap((body) => [...placesIn(schema, body).named]))
    for (const place of missingPlaces(schema, seen)) {
      findings.add('missing', `${status} ${place}`, 'in the file, but in no response')
    }
  }
}

function countProperties(good: readonly Answered[]): Verdict['properties'] {
  const byProperty = Map.groupBy(
    good.filter(({ request }) => request.property !== undefined),
    ({ request }) => request.property,
  )
  const accepted = [...byProperty.values()].filter((all) =>
    all.every(({ answer }) => isSuccess(answer.status)),
  )
  return { tried: byProperty.size, accepted: accepted.length }
}
