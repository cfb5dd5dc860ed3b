import { accessTables } from '../../access-tables.ts'
import type { SqlParams } from '../../statement.ts'
import type { WriteScope } from '../../storage.ts'
import { changesWithinDocument } from '../../without-location.ts'
import type { Prepared } from '../connection/prepared.ts'

/**
 * Refuses a statement for which the write holds no lock: a change outside of the scope, and, in the scope of a
 * location, also a read of what writes with the scope `access` may change at the same time.
 * @throws Error that names the statement.
 */
export function refuseOutside(
  scope: WriteScope,
  { accessSet, statementName }: Prepared,
  params: SqlParams,
): void {
  if (scope === 'database') return
  const { isKnown, isRead, tables, written, keys } = accessSet
  if (scope === 'access') {
    if (isRead || accessTables.has(written ?? '')) return
  } else if (isKnown && ![...tables].some((table) => accessTables.has(table))) {
    const parameter = keys.get('location_id')
    const isHere = parameter !== undefined && params[parameter] === scope.locationId
    if (isRead || isHere || changesWithinDocument.has(statementName)) return
  }
  const kept = scope === 'access' ? 'the scope `access`' : 'the location'
  throw new Error(`The statement ${statementName} is outside of ${kept} of its write.`)
}
