import type { SqlParams } from '../../statement.ts'
import type { LocationStates } from '../writes/locking.ts'
import type { Query } from './connection.ts'
import type { Prepared } from './prepared.ts'

/** A query that reads for some of many parameter sets. */
export interface SetsQuery extends Query {
  /** The sets that it reads for, as indexes. */
  sets: readonly number[]
  /** Whether the first column has the number of a row's set, from 1, within `sets`; else there is only one set. */
  isNumbered: boolean
}

/** The forms in which a database runs the declared statements. Those for many sets need the types of the parameters. */
export interface StatementForms {
  one(prepared: Prepared, params: SqlParams): Query
  /** @param sets distinct ones. */
  reads(prepared: Prepared, sets: readonly SqlParams[]): SetsQuery[]
  /** @param states of the locations that are written; receives the numbers of new rows that have one. */
  writes(prepared: Prepared, sets: readonly SqlParams[], states: LocationStates): Query[]
}

const one = (prepared: Prepared, params: SqlParams): Query => ({
  name: prepared.name,
  text: prepared.text,
  values: prepared.values(params),
})

/** One statement for all sets of all locations, where the statement's shape allows it. */
export const acrossLocations: StatementForms = {
  one,
  reads(prepared, sets) {
    const query = forAll(prepared, sets)
    if (query === undefined) return setBySet(prepared, sets)
    return [{ ...query, sets: sets.map((_, index) => index), isNumbered: true }]
  },
  writes(prepared, sets) {
    const query = forAll(prepared, sets)
    return query === undefined ? sets.map((params) => one(prepared, params)) : [query]
  },
}

/** One query for each set. */
export const setBySet = (prepared: Prepared, sets: readonly SqlParams[]): SetsQuery[] =>
  sets.map((params, index) => ({ ...one(prepared, params), sets: [index], isNumbered: false }))

function forAll(prepared: Prepared, sets: readonly SqlParams[]): Query | undefined {
  const { batch, name } = prepared
  if (sets.length === 1 || batch === undefined) return undefined
  return { name: `${name}-sets`, text: batch.text, values: prepared.arrays(sets) }
}
