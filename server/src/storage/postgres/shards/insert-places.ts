import { chunksOf } from '../../../lib/chunks-of.ts'
import type { Connection, Query } from '../connection/connection.ts'
import { isConnectionLost, isTimeout, isUnavailable } from '../connection/errors.ts'
import type { PlaceOutages } from './place-outages.ts'

/** Where an id is. It may be in several locations, since a key is the location and the id. */
export interface Place {
  id: string
  locationId: string
}

/** The places of a worker, by shard. */
interface WorkerPlaces {
  /** Undefined if it was not asked for. */
  worker?: number
  shards: Place[][]
}

/** Citus takes longer than proportionally for long lists of parameters. */
const maxRows = 64
/** A group waits this long for its places, once for each pause of `PlaceOutages`. */
const mostTimeMs = 2_000

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
 * Adds places with one transaction for each worker: one over several would need two phases, and could still be
 * unfinished on one of them when the rows are there. Leaves out the places of workers that are away.
 * @param main the connection of the group; the places take one apart from it.
 * @returns the places that may be tried again: the connection was lost before their worker could answer.
 * @throws Error of a statement, or why the coordinator is unavailable.
 */
export async function insertPlaces(
  main: Connection,
  places: readonly Place[],
  outages: PlaceOutages,
): Promise<Place[]> {
  const connection = await main.apart()
  const overdue = setTimeout(() => connection.abandon(), mostTimeMs)
  try {
    const isOne = places.length === 1 && outages.isNone
    const all = isOne ? [{ shards: [[...places]] }] : await byWorker(connection, places)
    const tried = all.filter(({ worker }) => worker === undefined || outages.mayTry(worker))
    const results = await Promise.allSettled(tried.map(({ shards }) => insertAtWorker(connection, shards)))
    return await leftOf(main, tried, results, outages)
  } finally {
    clearTimeout(overdue)
  }
}

/** Notes which workers are away. @returns the places that may be tried again. */
async function leftOf(
  main: Connection,
  tried: readonly WorkerPlaces[],
  results: readonly PromiseSettledResult<void>[],
  outages: PlaceOutages,
): Promise<Place[]> {
  const left: Place[] = []
  let isOverdue = false
  for (const [index, result] of results.entries()) {
    const { worker, shards } = tried[index] as WorkerPlaces
    if (result.status === 'fulfilled') {
      if (worker !== undefined) outages.end(worker)
      continue
    }
    const error: unknown = result.reason
    if (!isUnavailable(error)) throw error
    // The server answers in order: the first one without an answer held up the others.
    if (isConnectionLost(error) && (isOverdue || !isTimeout(error))) left.push(...shards.flat())
    else outages.begin(worker ?? (await workerOf(await main.apart(), shards.flat())), error)
    isOverdue ||= isTimeout(error)
  }
  return left
}

async function insertAtWorker(connection: Connection, shards: readonly Place[][]): Promise<void> {
  const sent = [
    connection.control('BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE'),
    // One message for each: see `mark-locks.ts`.
    connection.control("SET LOCAL citus.propagate_set_commands = 'local'"),
    connection.control('SET LOCAL synchronous_commit = on'),
    ...shards
      .flatMap((rows) => [...chunksOf(rows, maxRows)])
      .map((rows) => connection.query(addPlaces(rows))),
    connection.control('COMMIT'),
  ]
  const failed = (await Promise.allSettled<unknown>(sent)).find((result) => result.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

async function byWorker(connection: Connection, places: readonly Place[]): Promise<WorkerPlaces[]> {
  const { rows } = await connection.query(findShards(places.map(({ id }) => id)))
  const workers = new Map<number, Map<unknown, Place[]>>()
  for (const [index, group, shard] of rows) {
    const worker = Number(group)
    const shards = workers.get(worker) ?? new Map<unknown, Place[]>()
    workers.set(worker, shards.set(shard, [...(shards.get(shard) ?? []), places[Number(index)] as Place]))
  }
  return [...workers].map(([worker, shards]) => ({ worker, shards: [...shards.values()] }))
}

/** The worker of the first place. */
async function workerOf(connection: Connection, places: readonly Place[]): Promise<number> {
  const [first] = await byWorker(connection, places.slice(0, 1))
  return first?.worker ?? 0
}
