import { BoundedCache } from '../../../lib/bounded-cache.ts'
import { monotonicMs } from '../../../lib/clock.ts'
import { withTimeout } from '../../../lib/with-timeout.ts'
import { engineStatement, type SqlParams } from '../../statement.ts'
import { StorageUnavailableError } from '../../storage.ts'
import type { Row } from '../connection/connection.ts'
import { operationTimeout } from '../connection/connection-settings.ts'
import { oncePerStatement, type Prepared, prepare } from '../connection/prepared.ts'
import { type BatchedReads, StatementReads } from '../reads/read-batches.ts'
import { distributions } from './distribution.ts'
import { findPlaces, formInLocation } from './id-places.ts'
import type { Lanes } from './lanes.ts'
import { locationParameter } from './shard-forms.ts'
import type { ShardKey } from './shard-workers.ts'

const maxPlaces = 50_000
/** The most locations that are read one by one at once. The next time, it is the turn of others. */
const maxLocations = 1_000
/** How long such a read waits for a location. */
const locationTimeMs = 2_000
/** When all shards are tried again after a failure. Until then, locations are read one by one. */
const wideAgainMs = 10_000

const listLocations = engineStatement<{ after: string; limit: number }, { id: string }>(
  'list-locations-to-read-one-by-one',
  'SELECT id FROM locations WHERE id > :after ORDER BY id LIMIT :limit',
)

/** Which servers a read needs. */
type Reach = 'any server' | 'all shards' | { table: ShardKey['table']; parameter: string }

export interface ShardReadsOptions {
  /** Reads tables that every server has. */
  everywhere: BatchedReads
  /** Reads all shards, with few connections and a short time limit: it waits for the slowest worker. */
  wide: BatchedReads
  lanes: Lanes<{ reads: BatchedReads }>
}

/**
 * The reads of a distributed database. Those of rows in one shard are in the lane of its worker, so they wait for no
 * other one. A read by an id alone is one in the location of the id, once that is known.
 */
export class ShardReads extends StatementReads {
  readonly #everywhere: BatchedReads
  readonly #wide: BatchedReads
  readonly #lanes: Lanes<{ reads: BatchedReads }>
  /** The locations of ids. An id gets further ones, but loses none; a row that has gone is asked for again. */
  readonly #places = new BoundedCache<string, readonly string[]>(maxPlaces)
  #wideAgainAt = Number.NEGATIVE_INFINITY
  /** Where each list continues. With one position for all, lists that take turns would always miss the same locations. */
  readonly #lastLocations = new Map<Prepared, string>()

  constructor({ everywhere, wide, lanes }: ShardReadsOptions) {
    super()
    this.#everywhere = everywhere
    this.#wide = wide
    this.#lanes = lanes
  }

  async rows(prepared: Prepared, params: SqlParams): Promise<Row[]> {
    const form = formInLocation(prepared)
    if (form !== undefined) return this.#byId(prepared, form, params)
    const reach = reachOf(prepared)
    if (reach === 'any server') return this.#everywhere.rows(prepared, params)
    if (reach === 'all shards') return this.#inAllShards(prepared, params)
    prepared.check(params)
    return this.#inShard({ table: reach.table, value: String(params[reach.parameter]) }, prepared, params)
  }

  /** A list that has a form for one location goes on without the workers that are away. */
  async #inAllShards(prepared: Prepared, params: SqlParams): Promise<Row[]> {
    const each = formOfEach(prepared)
    if (each === undefined) return this.#wide.rows(prepared, params)
    if (monotonicMs() >= this.#wideAgainAt) {
      try {
        return await this.#wide.rows(prepared, params)
      } catch (error) {
        if (!(error instanceof StorageUnavailableError)) throw error
        this.#wideAgainAt = monotonicMs() + wideAgainMs
      }
    }
    return this.#inEachLocation(each, params)
  }

  /** @throws the first error if no location can be read. */
  async #inEachLocation(form: Prepared, params: SqlParams): Promise<Row[]> {
    const after = this.#lastLocations.get(form) ?? ''
    const ids = (await this.#everywhere.all(listLocations, { after, limit: maxLocations })).map(
      ({ id }) => id,
    )
    this.#lastLocations.set(form, ids.length < maxLocations ? '' : (ids.at(-1) ?? ''))
    const results = await Promise.allSettled(
      ids.map((ofLocation) => {
        const key = { table: 'location_marks', value: ofLocation } as const
        const reading = this.#inShard(key, form, { ...params, ofLocation })
        return withTimeout(locationTimeMs, reading, () => operationTimeout(locationTimeMs))
      }),
    )
    const read = results.filter((result) => result.status === 'fulfilled')
    const [first] = results
    if (read.length === 0 && first?.status === 'rejected') throw first.reason
    return read.flatMap(({ value }) => value)
  }

  async #inShard(key: ShardKey, prepared: Prepared, params: SqlParams): Promise<Row[]> {
    return (await this.#lanes.of(key)).reads.rows(prepared, params)
  }

  async #byId(prepared: Prepared, form: Prepared, params: SqlParams): Promise<Row[]> {
    prepared.check(params)
    const id = String(params[prepared.placedBy ?? ''])
    const known = this.#places.get(id)
    const found = known === undefined ? [] : await this.#inLocations(known, form, params)
    if (found.length > 0) return found
    const places = (await this.#inShard({ table: 'id_places', value: id }, prepare(findPlaces), { id })).map(
      ({ locationId }) => String(locationId),
    )
    if (places.length > 0) this.#places.set(id, places)
    const rows = await this.#inLocations(places, form, params)
    return rows.length > 0 ? rows : this.#wide.rows(formInAllShards(prepared), params)
  }

  async #inLocations(ids: readonly string[], form: Prepared, params: SqlParams): Promise<Row[]> {
    const found = ids.map((placedIn) =>
      this.#inShard({ table: 'location_marks', value: placedIn }, form, { ...params, placedIn }),
    )
    return (await Promise.all(found)).flat()
  }
}

/** The servers that a read needs. Not for a read by an id alone. */
const reachOf = oncePerStatement(({ sql, accessSet }): Reach => {
  const { tables, keys } = accessSet
  if (tables.has('id_places')) return { table: 'id_places', parameter: 'id' }
  const places = new Set([...tables].map((table) => distributions[table]))
  const parameter = places.has('document')
    ? (keys.get('document_id') ?? keys.get('id'))
    : locationParameter(sql, keys)
  if (!places.has('location') && !places.has('document')) return 'any server'
  if (parameter === undefined) return 'all shards'
  return { table: places.has('document') ? 'documents' : 'location_marks', parameter }
})

/** The form of a list that reads in one location, `:ofLocation`, if the statement has one. */
const formOfEach = oncePerStatement(({ inLocation, statementName }) =>
  inLocation === undefined ? undefined : prepare({ name: statementName, sql: inLocation }),
)

/** The form of a read by an id alone that searches all shards. */
const formInAllShards = oncePerStatement(({ statementName, sql }) => prepare({ name: statementName, sql }))
