import type { Filter } from '../../columnstore/query.ts'
import { errors } from '../../http/errors.ts'
import { foldCase } from '../../lib/fold-case.ts'

/** The properties of opportunities by which contacts can be found. */
export interface OpportunityState {
  pipelineId: string
  pipelineStageId: string
  status: string
}

/** The column of a contact with the states of its opportunities. */
export const opportunitiesColumn = 'opportunities'

/** The text of a state in the column. */
export const stateText = ({ pipelineId, pipelineStageId, status }: OpportunityState): string =>
  `${pipelineId} ${pipelineStageId} ${status}`

type Field = keyof OpportunityState
const fields: ReadonlySet<string> = new Set<Field>(['pipelineId', 'pipelineStageId', 'status'])
const isField = (name: string): name is Field => fields.has(name)

const equality = new Set(['eq', 'not_eq'])
const existence = new Set(['exists', 'not_exists'])
/** The most conditions in one `nested`. */
const maxConditions = 500

/**
 * Parses the value of `nested`: a list of conditions that one opportunity must meet together.
 * @param states every state that an opportunity of the location can have.
 * @returns undefined if it is not such a list. @throws ApiError 400 for an unknown field or operator.
 */
export function readNested(value: unknown, states: readonly OpportunityState[]): Filter | undefined {
  if (!Array.isArray(value) || value.length === 0 || value.length > maxConditions) return undefined
  const conditions = value.map(readCondition)
  if (!conditions.every((condition) => condition !== undefined)) return undefined
  const matching = states.filter((state) => conditions.every((holds) => holds(state)))
  if (matching.length === 0) return { op: 'or', filters: [] }
  return { op: 'eq', column: opportunitiesColumn, values: matching.map(stateText) }
}

function readCondition(item: unknown): ((state: OpportunityState) => boolean) | undefined {
  if (typeof item !== 'object' || item === null) return undefined
  const { field, operator, value, ...rest } = item as Record<string, unknown>
  if (typeof field !== 'string' || typeof operator !== 'string' || Object.keys(rest).length > 0)
    return undefined
  if (!isField(field)) throw errors.searchFieldInvalid(`opportunities.${field}`)
  if (existence.has(operator)) return isNoValue(value) ? () => operator === 'exists' : undefined
  if (!equality.has(operator)) throw errors.searchOperatorInvalid(operator, `opportunities.${field}`)
  if (typeof value !== 'string' || value === '') return undefined
  // Two ids can differ only in case.
  const wanted = field === 'status' ? foldCase(value) : value
  return (state) => (state[field] === wanted) === (operator === 'eq')
}

/** `exists` and `not_exists` take no value; forms with a field for it send an empty one. */
export const isNoValue = (value: unknown): boolean => value === undefined || value === null || value === ''
