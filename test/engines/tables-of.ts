import type { Storage } from '../../server/src/storage/storage.ts'
import { allTables } from '../support/filled-database.ts'
import type { IdNames } from './canonical.ts'

/**
 * Excluded: values that an engine numbers itself, secrets, and what is written at its own times: the search index, and the
 * counts of requests, with their durations.
 */
const leftOut =
  /^((opportunity_)?search_|contact_changes$|opportunity_changes$|request_minutes$|tokens$|signing_keys$|kept_values$|migrations$)/
/** Salted with an id, or encrypted. */
const secretColumns = new Set(['password_hash', 'sealed_secret', 'sealed_webhook_secret'])

/**
 * Columns with numbers of events, and what replaces them. Each engine assigns its own: they increase within a location, and
 * may have gaps.
 */
const eventNumbers: Record<string, string> = {
  // Events of several contacts at the same time are those of concurrent requests, which may be in any order.
  sequence: `(SELECT COUNT(*) FROM webhook_events own JOIN webhook_events e ON e.location_id = own.location_id
       AND (e.date_added < own.date_added OR e.date_added = own.date_added AND e.sequence <= own.sequence
            AND COALESCE(e.contact_id, '') = COALESCE(own.contact_id, ''))
     WHERE own.location_id = compared.location_id AND own.sequence = compared.sequence) AS sequence`,
  position: rankOf('position'),
  last_sequence: rankOf('last_sequence'),
}

/** Replaces the number of an event by the number of events of the location up to it. */
function rankOf(column: string): string {
  return `(SELECT COUNT(*) FROM webhook_events e
    WHERE e.location_id = compared.location_id AND e.sequence <= compared.${column}) AS ${column}`
}

/** Every row of every table, in a form that both engines share, with names for the ids. */
export async function tablesOf(storage: Storage, names: IdNames): Promise<Record<string, string>> {
  const tables = allTables.filter(({ name }) => !leftOut.test(name))
  return storage.read(async (tx) => {
    const texts: Record<string, string> = {}
    for (const { name, columns } of tables) {
      const compared = columns.filter((column) => !secretColumns.has(column.name))
      const ranked = name.startsWith('webhook') ? eventNumbers : {}
      const selected = compared.map((column) => ranked[column.name] ?? column.name)
      const sql = `SELECT ${selected.join(', ')} FROM ${name} compared`
      const rows = await tx.all({ name: `every-row-of-${name}`, sql }, {})
      texts[name] = rows
        .map((row) => names.nameKnown(JSON.stringify(row)))
        .sort()
        .join('\n')
    }
    return texts
  })
}
