import type { SqlParams } from '../../statement.ts'
import type { Query } from '../connection/connection.ts'
import { oncePerStatement, type Prepared, prepare } from '../connection/prepared.ts'
import {
  acrossLocations,
  type SetsQuery,
  type StatementForms,
  setBySet,
} from '../connection/statement-forms.ts'
import { binaryArray } from '../sql/binary-array.ts'
import { distributions } from './distribution.ts'
import { type LocationBatch, locationBatch } from './location-batch.ts'
import { numberedForm, withNumbers } from './numbered-rows.ts'

/** Citus takes longer than proportionally for long lists of parameters. */
const maxRows = 64

/** How the sets of a statement are run together. */
type Grouping = 'across' | 'set by set' | { location: string; batch: LocationBatch }

/**
 * The statements of a database whose rows of locations are in shards: each statement is about one location, so it is
 * one task on one shard. Only tables that every node has are read for sets of several locations at once.
 */
export const shardForms: StatementForms = {
  one: (prepared, params) => acrossLocations.one(formOf(prepared), params),
  reads(prepared, sets) {
    if (sets.length === 1) return setBySet(formOf(prepared), sets)
    const grouping = groupingOf(prepared)
    if (grouping === 'across') return acrossLocations.reads(prepared, sets)
    if (grouping === 'set by set') return setBySet(formOf(prepared), sets)
    return byLocation(sets, grouping.location).flatMap((indexes): SetsQuery[] => {
      const own = indexes.map((index) => sets[index] as SqlParams)
      if (own.length === 1)
        return [{ ...shardForms.one(prepared, own[0] ?? {}), sets: indexes, isNumbered: false }]
      return queriesOf(prepared, grouping, own).map((query) => ({
        ...query,
        sets: indexes,
        isNumbered: true,
      }))
    })
  },
  writes(prepared, sets, states) {
    const numbered = numberedForm(prepared)
    if (numbered !== undefined)
      return shardForms.writes(numbered, withNumbers(prepared, sets, states), states)
    if (sets.length === 1) return sets.map((params) => shardForms.one(prepared, params))
    const grouping = groupingOf(prepared)
    if (grouping === 'across') return acrossLocations.writes(prepared, sets, states)
    if (grouping === 'set by set') return sets.map((params) => shardForms.one(prepared, params))
    return byLocation(sets, grouping.location).flatMap((indexes) =>
      queriesOf(
        prepared,
        grouping,
        indexes.map((index) => sets[index] as SqlParams),
      ),
    )
  },
}

const formOf = oncePerStatement((prepared): Prepared => {
  const { onShards, statementName } = prepared
  return onShards === undefined ? prepared : prepare({ name: statementName, sql: onShards })
})

/** The queries for sets of one location. */
function queriesOf(
  prepared: Prepared,
  { location, batch }: { location: string; batch: LocationBatch },
  sets: readonly SqlParams[],
): Query[] {
  const { names, types, name } = prepared
  const place = names.indexOf(location)
  const rows = sets.map((params) => prepared.values(params))
  const locationId = rows[0]?.[place]
  const others = names.flatMap((_, index) => (index === place ? [] : [index]))
  if (batch.takes === 'arrays') {
    const arrays = others.map((index) =>
      binaryArray(
        types[index] as number,
        rows.map((row) => row[index]),
      ),
    )
    return [{ name: `${name}-here`, text: batch.text, values: [locationId, ...arrays] }]
  }
  const queries: Query[] = []
  for (let from = 0; from < rows.length; from += maxRows) {
    const some = rows.slice(from, from + maxRows)
    const [params] = sets.slice(from)
    if (some.length === 1 && params !== undefined) queries.push(shardForms.one(prepared, params))
    else
      queries.push({
        name: `${name}-${some.length}`,
        text: batch.text(some.length),
        values: [locationId, ...some.flatMap((row) => others.map((index) => row[index]))],
      })
  }
  return queries
}

/** The indexes of the sets of each location. */
function byLocation(sets: readonly SqlParams[], location: string): number[][] {
  const found = new Map<unknown, number[]>()
  for (const [index, params] of sets.entries()) {
    const indexes = found.get(params[location])
    if (indexes) indexes.push(index)
    else found.set(params[location], [index])
  }
  return [...found.values()]
}

const groupingOf = oncePerStatement(({ sql, names, types, accessSet, onShards }): Grouping => {
  const places = new Set([...accessSet.tables].map((table) => distributions[table]))
  if (!places.has('location') && !places.has('document')) return 'across'
  const location = locationParameter(sql, accessSet.keys)
  if (places.has('document') || location === undefined || onShards !== undefined) return 'set by set'
  const batch = locationBatch(sql, names, types, location)
  return batch === undefined ? 'set by set' : { location, batch }
})

/** The parameter with the location of the rows that a statement reads and writes: there is at most one. */
export function locationParameter(sql: string, keys: ReadonlyMap<string, string>): string | undefined {
  const named = keys.get('location_id') ?? /\blocation_id\s*=\s*:(\w+)/i.exec(sql)?.[1]
  if (named !== undefined) return named
  const insert = /^\s*INSERT\s+INTO\s+\w+\s*\(([^()]*)\)\s*VALUES\s*\(([^()]*)\)/i.exec(sql)
  const place = insert?.[1]?.split(',').findIndex((column) => column.trim() === 'location_id') ?? -1
  return /^\s*:(\w+)\s*$/.exec(insert?.[2]?.split(',')[place] ?? '')?.[1]
}
