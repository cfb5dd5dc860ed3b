import type { Principal } from '../../auth/principal.ts'
import { isId } from '../../lib/ids.ts'
import type { Statement } from '../../storage/statement.ts'
import type { ReadTx } from '../../storage/storage.ts'

/** How to find a record that a request knows by its id alone. */
interface Reachable<Row> {
  find: Statement<{ locationId: string; id: string }, Row>
  /** Finds the location of the record in a company. */
  findHome: Statement<{ companyId: string; id: string }, { locationId: string }>
  /** The error for a record of another location of the company than the token. */
  elsewhere(): Error
}

/**
 * The row of a record, with its location; undefined if the caller's company has none. Reveals nothing about other
 * companies.
 * @throws what `elsewhere` makes.
 */
export async function reachRow<Row>(
  tx: ReadTx,
  { companyId, locationId }: Pick<Principal, 'companyId' | 'locationId'>,
  id: string,
  { find, findHome, elsewhere }: Reachable<Row>,
): Promise<{ locationId: string; row: Row } | undefined> {
  if (!isId(id)) return undefined
  if (locationId !== undefined) {
    const row = await tx.get(find, { locationId, id })
    if (row) return { locationId, row }
  }
  const home = await tx.get(findHome, { companyId, id })
  if (!home) return undefined
  if (locationId !== undefined) throw elsewhere()
  const row = await tx.get(find, { locationId: home.locationId, id })
  return row && { locationId: home.locationId, row }
}
