import { chunksOf } from '../../../lib/chunks-of.ts'
import type { SqlParams } from '../../statement.ts'
import { type Connection, type Query, type Row, rowsOf } from '../connection/connection.ts'
import { isConnectionLost, portError } from '../connection/errors.ts'
import type { Places } from '../connection/layout.ts'
import { type Prepared, prepare } from '../connection/prepared.ts'
import type { BufferedStatement } from '../writes/write-batches.ts'

/**
 * The ids that a request may give without a location: their tables, and the column of each. Rows of `deleted_contacts`
 * have the place of their contact.
 */
export const placedIds = [
  ['contacts', 'id'],
  ['deleted_contacts', 'contact_id'],
  ['opportunities', 'id'],
  ['businesses', 'id'],
  ['custom_fields', 'id'],
  ['custom_field_folders', 'id'],
  ['webhooks', 'id'],
] as const

const tablesOfIds = new Set<string>(placedIds.flatMap(([table, column]) => (column === 'id' ? [table] : [])))

/** Where an id is. It may be in several locations, since a key is the location and the id. */
export interface Place {
  id: string
  locationId: string
}

/** Adds the places of all rows. */
export const fillPlaces = `INSERT INTO id_places (id, location_id) ${placedIds
  .map(([table, column]) => `SELECT ${column}, location_id FROM ${table}`)
  .join(' UNION ')}`

/** Citus takes longer than proportionally for long lists of parameters. */
const maxRows = 64

/** The locations of an id: one task, as the table is distributed by id. */
export const findPlaces = (id: unknown): Query => ({
  name: 'find-places-of-id',
  text: 'SELECT location_id FROM id_places WHERE id = $1::text ORDER BY location_id',
  values: [id],
})

/** Adds places in one shard. It has no prepared statement, because Citus plans it for its values anyway. */
const addPlaces = (places: readonly Place[]): Query => ({
  name: '',
  text: `INSERT INTO id_places (id, location_id)
         VALUES ${places.map((_, index) => `($${2 * index + 1}, $${2 * index + 2})`).join(', ')}
         ON CONFLICT (id, location_id) DO NOTHING`,
  values: places.flatMap(({ id, locationId }) => [id, locationId]),
})

/** The worker and the shard of each id. */
const findShards = (ids: readonly string[]): Query => ({
  name: 'find-shards-of-ids',
  text: `SELECT number - 1, placement.groupid, shard.shardid FROM (
           SELECT number, get_shard_id_for_distribution_column('id_places', id) AS shardid
           FROM unnest($1::text[]) WITH ORDINALITY AS each (id, number)
         ) AS shard JOIN pg_dist_placement AS placement ON placement.shardid = shard.shardid
         ORDER BY placement.groupid, shard.shardid`,
  values: [ids],
})

/**
 * The places of ids, which are committed before the rows themselves: a place without a row does no harm, but a row
 * without a place would not be found. A place stays when its row is deleted.
 */
export const idPlaces: Places = {
  read(connection, prepared, sets) {
    const form = formInLocation(prepared)
    const parameter = prepared.placedBy
    if (form === undefined || parameter === undefined) return undefined
    return Promise.all(sets.map((params) => readInPlaces(connection, form, params, params[parameter])))
  },
  async record(connection, statements) {
    const places = placesOf(statements)
    if (places.length === 0) return
    try {
      await insertPlaces(await connection.apart(), places)
    } catch (error) {
      if (!isConnectionLost(error)) throw portError(error)
      // It was lost while idle, or broke; the same rows may be added again.
      await insertPlaces(await connection.apart(), places).catch((again: unknown) => {
        throw portError(again)
      })
    }
  },
}

async function readInPlaces(
  connection: Connection,
  form: Prepared,
  params: SqlParams,
  id: unknown,
): Promise<Row[]> {
  const { rows } = await connection.query(findPlaces(id))
  const found = await Promise.all(
    rows.map(([placedIn]) =>
      connection.query({
        name: form.name,
        text: form.text,
        values: form.values({ ...params, placedIn: String(placedIn) }),
      }),
    ),
  )
  return found.flatMap((result) => rowsOf(result))
}

const forms = new WeakMap<Prepared, Prepared>()

/**
 * The form of a read by an id alone that reads in one location, `:placedIn`; undefined for other statements. A
 * condition on the location follows each one on the id.
 */
export function formInLocation(prepared: Prepared): Prepared | undefined {
  const { placedBy, sql, statementName } = prepared
  if (placedBy === undefined) return undefined
  const known = forms.get(prepared)
  if (known !== undefined) return known
  const condition = new RegExp(`\\b(\\w+\\.)?\\w+ = :${placedBy}\\b`, 'g')
  const inLocation = sql.replace(
    condition,
    (text, table = '') => `${text} AND ${table}location_id = :placedIn`,
  )
  const form = prepare({ name: statementName, sql: inLocation })
  forms.set(prepared, form)
  return form
}

/** @throws Error for an insert that does not name the id and its location as parameters. */
function placesOf(statements: readonly BufferedStatement[]): Place[] {
  return statements
    .filter(({ prepared }) => addsIds(prepared))
    .map(({ prepared, params }) => {
      const { id, locationId } = params
      if (typeof id !== 'string' || typeof locationId !== 'string')
        throw new Error(
          `The statement ${prepared.statementName} must have the parameters :id and :locationId.`,
        )
      return { id, locationId }
    })
}

const adding = new WeakMap<Prepared, boolean>()

function addsIds(prepared: Prepared): boolean {
  const known = adding.get(prepared)
  if (known !== undefined) return known
  const isAdding = tablesOfIds.has(prepared.accessSet.written ?? '') && /^\s*INSERT\b/i.test(prepared.sql)
  adding.set(prepared, isAdding)
  return isAdding
}

/**
 * Adds places with one transaction for each worker: one over several would need two phases, and could still be
 * unfinished on one of them when the rows are there.
 */
async function insertPlaces(connection: Connection, places: readonly Place[]): Promise<void> {
  const workers = places.length === 1 ? [[places]] : await byWorker(connection, places)
  const sent = workers.flatMap((shards) => [
    connection.control('BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE'),
    // One message for each: see `mark-locks.ts`.
    connection.control("SET LOCAL citus.propagate_set_commands = 'local'"),
    connection.control('SET LOCAL synchronous_commit = on'),
    ...shards.flatMap((rows) => chunksOf(rows, maxRows)).map((rows) => connection.query(addPlaces(rows))),
    connection.control('COMMIT'),
  ])
  const failed = (await Promise.allSettled<unknown>(sent)).find((result) => result.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

/** The places by worker, and by shard there. */
async function byWorker(connection: Connection, places: readonly Place[]): Promise<Place[][][]> {
  const { rows } = await connection.query(findShards(places.map(({ id }) => id)))
  const workers = new Map<unknown, Map<unknown, Place[]>>()
  for (const [index, worker, shard] of rows) {
    const shards = workers.get(worker) ?? new Map<unknown, Place[]>()
    workers.set(worker, shards.set(shard, [...(shards.get(shard) ?? []), places[Number(index)] as Place]))
  }
  return [...workers.values()].map((shards) => [...shards.values()])
}
