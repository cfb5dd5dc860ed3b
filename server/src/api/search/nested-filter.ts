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
  const demands: Demands = new Map()
  for (const item of value) if (!addCondition(demands, item)) return undefined
  const matching = states.filter((state) => meets(state, demands))
  if (matching.length === 0) return { op: 'or', filters: [] }
  return { op: 'eq', column: opportunitiesColumn, values: matching.map(stateText) }
}

/** The values that the conditions on a field ask for, and those that they exclude. */
interface Demand {
  wanted: Set<string>
  unwanted: Set<string>
  /** Whether a condition asks for no value: an opportunity has all fields. */
  isAbsent: boolean
}

/** By field, so that the number of conditions does not multiply that of the states. */
type Demands = Map<Field, Demand>

const meets = (state: OpportunityState, demands: Demands): boolean =>
  demands.entries().every(([field, { wanted, unwanted, isAbsent }]) => {
    const isWanted = wanted.size === 0 || (wanted.size === 1 && wanted.has(state[field]))
    return isWanted && !unwanted.has(state[field]) && !isAbsent
  })

/** @returns whether the item is a condition. @throws ApiError 400 for an unknown field or operator. */
function addCondition(demands: Demands, item: unknown): boolean {
  if (typeof item !== 'object' || item === null) return false
  const { field, operator, value, ...rest } = item as Record<string, unknown>
  if (typeof field !== 'string' || typeof operator !== 'string' || Object.keys(rest).length > 0) return false
  if (!isField(field)) throw errors.searchFieldInvalid(`opportunities.${field}`)
  const demand = demands.get(field) ?? { wanted: new Set(), unwanted: new Set(), isAbsent: false }
  demands.set(field, demand)
  if (existence.has(operator)) {
    demand.isAbsent ||= operator === 'not_exists'
    return isNoValue(value)
  }
  if (!equality.has(operator)) throw errors.searchOperatorInvalid(operator, `opportunities.${field}`)
  if (typeof value !== 'string' || value === '') return false
  // Two ids can differ only in case.
  const text = field === 'status' ? foldCase(value) : value
  demand[operator === 'eq' ? 'wanted' : 'unwanted'].add(text)
  return true
}

/** `exists` and `not_exists` take no value; forms with a field for it send an empty one. */
export const isNoValue = (value: unknown): boolean => value === undefined || value === null || value === ''
