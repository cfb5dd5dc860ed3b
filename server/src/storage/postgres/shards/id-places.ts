import type { StorageLog } from '../../log.ts'
import { engineStatement, type SqlParams } from '../../statement.ts'
import { type Connection, type Row, rowsOf } from '../connection/connection.ts'
import { isUnavailable } from '../connection/errors.ts'
import type { Places } from '../connection/layout.ts'
import { oncePerStatement, type Prepared, prepare } from '../connection/prepared.ts'
import type { BufferedStatement } from '../writes/write-batches.ts'
import { insertPlaces, type Place } from './insert-places.ts'
import { PlaceOutages } from './place-outages.ts'

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

/** Adds the places of all rows. */
export const fillPlaces = `INSERT INTO id_places (id, location_id) ${placedIds
  .map(([table, column]) => `SELECT ${column}, location_id FROM ${table}`)
  .join(' UNION ')}`

/** The first, and one after the connection was lost. */
const maxAttempts = 2

/** The locations of an id: one task, as the table is distributed by id. */
export const findPlaces = engineStatement<{ id: string }, { locationId: string }>(
  'find-places-of-id',
  'SELECT location_id AS "locationId" FROM id_places WHERE id = :id ORDER BY location_id',
)

/**
 * The places of ids. They are committed before the rows themselves: a place without a row does no harm. A row without a
 * place, whose worker was away then, is found by a read over all shards. A place stays when its row is deleted.
 */
export class IdPlaces implements Places {
  readonly #outages: PlaceOutages

  constructor(log: StorageLog) {
    this.#outages = new PlaceOutages(log)
  }

  read(connection: Connection, prepared: Prepared, sets: readonly SqlParams[]): Promise<Row[][]> | undefined {
    const form = formInLocation(prepared)
    const parameter = prepared.placedBy
    if (form === undefined || parameter === undefined) return undefined
    return Promise.all(
      sets.map(async (params) => {
        const rows = await readInPlaces(connection, form, params, params[parameter])
        return rows.length > 0 ? rows : readInAllShards(connection, prepared, params)
      }),
    )
  }

  async record(connection: Connection, statements: readonly BufferedStatement[]): Promise<void> {
    let left = placesOf(statements)
    try {
      // A connection may be lost while idle, and a worker without an answer takes the places after its own along.
      for (let attempt = 1; left.length > 0 && attempt <= maxAttempts; attempt += 1)
        left = await insertPlaces(connection, left, this.#outages)
    } catch (error) {
      // Without the coordinator, the group fails by itself.
      if (!isUnavailable(error)) throw error
    }
  }
}

async function readInPlaces(
  connection: Connection,
  form: Prepared,
  params: SqlParams,
  id: unknown,
): Promise<Row[]> {
  const { forms } = connection.layout
  const { rows } = await connection.query(forms.one(prepare(findPlaces), { id: String(id) }))
  const found = await Promise.all(
    rows.map(([placedIn]) => connection.query(forms.one(form, { ...params, placedIn: String(placedIn) }))),
  )
  return found.flatMap((result) => rowsOf(result))
}

async function readInAllShards(
  connection: Connection,
  prepared: Prepared,
  params: SqlParams,
): Promise<Row[]> {
  return rowsOf(await connection.query(connection.layout.forms.one(prepared, params)))
}

/**
 * The form of a read by an id alone that reads in one location, `:placedIn`; undefined for other statements. A
 * condition on the location follows each one on the id.
 */
export const formInLocation = oncePerStatement(({ placedBy, sql, statementName }) => {
  if (placedBy === undefined) return undefined
  const condition = new RegExp(`\\b(\\w+\\.)?\\w+ = :${placedBy}\\b`, 'g')
  const inLocation = sql.replace(
    condition,
    (text, table = '') => `${text} AND ${table}location_id = :placedIn`,
  )
  return prepare({ name: statementName, sql: inLocation })
})

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

const addsIds = oncePerStatement(
  ({ accessSet, sql }) => tablesOfIds.has(accessSet.written ?? '') && /^\s*INSERT\b/i.test(sql),
)
