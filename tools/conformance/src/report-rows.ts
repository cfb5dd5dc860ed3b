import type { OperationReport } from './check-spec.ts'

export const reportHeadings = [
  'OPERATION',
  'MET',
  'SERVED',
  'PROPERTIES',
  'ANSWERS',
  'STATUSES',
  'SCOPE',
  'DIFFERENCES',
]

/** A row of the table for an operation: accepted properties and valid responses. */
export function reportRow(operation: OperationReport): string[] {
  const { operationId, met, served, properties, answers, statuses, scopes, findings } = operation
  const known = findings.filter(({ reason }) => reason !== undefined).length
  const unexplained = findings.length - known
  return [
    operationId,
    met ? 'yes' : 'NO',
    served ? 'yes' : 'NO',
    `${properties.accepted}/${properties.tried}`,
    `${answers.valid}/${answers.judged}`,
    statuses.join(' '),
    scopes.join(' '),
    unexplained === 0 ? `${known} known` : `${known} known, ${unexplained} UNEXPLAINED`,
  ]
}
