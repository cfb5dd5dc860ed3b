import { errors } from '../../http/errors.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import type { WriteTx } from '../../storage/storage.ts'
import { type AutomationKind, type AutomationStatus, maxAutomations } from './automation.ts'
import type { AutomationRow } from './automation-store.ts'

/** The input of `createAutomation`. */
export interface AutomationSpec {
  name: string
  status: AutomationStatus
}

/** Creates a campaign or a workflow. @throws ApiError 400 if the location has reached the limit. */
export async function createAutomation(
  tx: WriteTx,
  { clock, ids }: { clock: Clock; ids: Ids },
  { noun, statements }: AutomationKind,
  locationId: string,
  { name, status }: AutomationSpec,
): Promise<AutomationRow> {
  const count = (await tx.get(statements.count, { locationId }))?.count ?? 0
  if (count >= maxAutomations) throw errors.tooMany(`${noun}s`, maxAutomations)
  const row = { locationId, id: ids.next(), name, status, dateAdded: clock.now() }
  await tx.run(statements.insert, row)
  return row
}
