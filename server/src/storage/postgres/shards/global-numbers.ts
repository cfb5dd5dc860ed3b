import type { KeyRange, Row, Table } from '../../copy/table.ts'
import type { SqlValue } from '../../statement.ts'
import type { Connection } from '../connection/connection.ts'
import { numberedTables } from './distribution.ts'

/** The columns that have numbers of changes or events. */
export const numberColumns: Readonly<Record<string, string>> = {
  contact_changes: 'sequence',
  opportunity_changes: 'sequence',
  search_indexes: 'taken',
  opportunity_search_indexes: 'taken',
  webhook_events: 'sequence',
  webhook_deliveries: 'sequence',
  webhook_progress: 'position',
  webhook_listeners: 'position',
  webhooks: 'last_sequence',
}

/** The numbers that the rows of a location have. */
export interface NumberRange {
  locationId: string
  first: number
  last: number
}

const tablesOfRows = [...numberedTables, 'webhook_deliveries']

const findRanges = `SELECT location_id, MIN(first), MAX(last) FROM (
  ${tablesOfRows
    .map(
      (table) =>
        `SELECT location_id, MIN(sequence) AS first, MAX(sequence) AS last FROM ${table} GROUP BY location_id`,
    )
    .join(' UNION ALL ')}
) AS numbers GROUP BY location_id ORDER BY location_id`

/**
 * In shards, each location numbers its changes and events by itself; elsewhere, no two locations have the same number.
 * Gives the numbers of each location a range of their own, in the order of the locations, so that rows in the order of
 * their location and number are also in that of the numbers given here.
 */
export class GlobalNumbers {
  /** What is added to the numbers of each location. */
  readonly #shifts = new Map<string, { range: NumberRange; shift: number }>()
  /** The highest number given. */
  readonly last: number

  /** @param ranges in the order of the locations. */
  constructor(ranges: readonly NumberRange[]) {
    let last = 0
    for (const range of ranges) {
      this.#shifts.set(range.locationId, { range, shift: last + 1 - range.first })
      last += range.last - range.first + 1
    }
    this.last = last
  }

  /** Reads which numbers there are, in the transaction of a copy. */
  static async read(connection: Connection): Promise<GlobalNumbers> {
    const { rows } = await connection.query({ name: '', text: findRanges, values: [] })
    return new GlobalNumbers(
      rows.map(([locationId, first, last]) => ({
        locationId: String(locationId),
        first: Number(first),
        last: Number(last),
      })),
    )
  }

  /** A range of the table as a range in shards. Every key with a number begins with the location. */
  inShards(table: Table, { after, upTo }: KeyRange): KeyRange {
    return { after: after && this.#keyInShards(table, after), upTo: upTo && this.#keyInShards(table, upTo) }
  }

  /** A row with the number given here. */
  elsewhere(table: Table, row: Row): Row {
    const column = numberColumns[table.name]
    if (column === undefined) return row
    const place = columnOf(table, column)
    if (row[place] === null) return row
    return row.with(place, this.#global(row[columnOf(table, 'location_id')], Number(row[place])))
  }

  #keyInShards(table: Table, key: Row): Row {
    const column = numberColumns[table.name]
    const place = table.key.findIndex((index) => table.columns[index]?.name === column)
    if (place === -1) return key
    const locationId = key[table.key.indexOf(columnOf(table, 'location_id'))]
    const shift = this.#shifts.get(String(locationId))?.shift ?? 0
    return key.with(place, Number(key[place]) - shift)
  }

  /**
   * A number of a location that no row has says up to which one something is done: it becomes the number before the
   * location's first or its last one.
   */
  #global(locationId: SqlValue | undefined, number: number): number {
    const known = this.#shifts.get(String(locationId))
    if (known === undefined) return 0
    const { range, shift } = known
    return Math.min(Math.max(number, range.first - 1), range.last) + shift
  }
}

function columnOf({ name: table, columns }: Table, name: string): number {
  const place = columns.findIndex((column) => column.name === name)
  if (place === -1) throw new Error(`The table ${table} has no column ${name}.`)
  return place
}
