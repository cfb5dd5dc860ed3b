import { Type } from 'typebox'
import { pathId } from '../../http/operation.ts'

/** The path of operations on one opportunity. */
export const opportunityParams = Type.Object({
  id: pathId('The id of the opportunity.', 'yWQobCRIhRguQtD2llvk'),
})

/** The errors of these operations for the opportunity. */
export const unreachable = ['opportunityNotFound', 'locationUnreachable'] as const
