import { statement } from '../../../storage/statement.ts'
import type { ReadTx, WriteTx } from '../../../storage/storage.ts'
import { appointmentStatements } from '../../appointments/appointment-store.ts'
import { noteStatements } from '../../notes/note.ts'
import { taskStatements } from '../../tasks/task.ts'

/** What moves from one contact to another. */
type Move = {
  locationId: string
  /** The contact that is merged. */
  mergedId: string
  /** The contact that stays. */
  contactId: string
}

/** The names of the contacts in a document, as JSON. Quotes within texts are escaped, so no text contains these. */
type MoveOfDocuments = Move & { before: string; after: string; growth: number }

const documentsMover = (table: string) =>
  statement<MoveOfDocuments>(
    `move-${table}-to-contact`,
    `UPDATE ${table} SET contact_id = :contactId, size = size + :growth,
       document = replace(document, :before, :after)
     WHERE location_id = :locationId AND contact_id = :mergedId`,
  )

const documentMovers = ['notes', 'tasks', 'appointments', 'opportunities'].map(documentsMover)

/** A contact is in a campaign or a workflow once. */
const membershipMover = (noun: 'campaign' | 'workflow') =>
  statement<Move>(
    `move-${noun}s-to-contact`,
    `UPDATE ${noun}_contacts SET contact_id = :contactId
     WHERE location_id = :locationId AND contact_id = :mergedId AND ${noun}_id NOT IN (
       SELECT ${noun}_id FROM ${noun}_contacts WHERE location_id = :locationId AND contact_id = :contactId)`,
  )

const membershipEnder = (noun: 'campaign' | 'workflow') =>
  statement<{ locationId: string; mergedId: string }>(
    `end-${noun}s-of-merged-contact`,
    `DELETE FROM ${noun}_contacts WHERE location_id = :locationId AND contact_id = :mergedId`,
  )

const memberships = (['campaign', 'workflow'] as const).map((noun) => ({
  move: membershipMover(noun),
  end: membershipEnder(noun),
}))

const moveRecurringTasks = statement<{ locationId: string; before: string; after: string; pattern: string }>(
  'move-recurring-tasks-to-contact',
  `UPDATE recurring_tasks SET document = replace(document, :before, :after)
   WHERE location_id = :locationId AND document LIKE :pattern`,
)

/** The opportunities have a column for their contact's properties in the search index. */
const recordOpportunities = statement<{ locationId: string; contactId: string }>(
  'record-changes-of-moved-opportunities',
  `INSERT INTO opportunity_changes (location_id, opportunity_id)
   SELECT location_id, id FROM opportunities WHERE location_id = :locationId AND contact_id = :contactId`,
)

/** Moves what belongs to a contact to another one of the location. */
export async function moveActivities(tx: WriteTx, move: Move): Promise<void> {
  const { locationId, mergedId, contactId } = move
  const named = (id: string) => `"contactId":${JSON.stringify(id)}`
  const documents = {
    ...move,
    before: named(mergedId),
    after: named(contactId),
    growth: contactId.length - mergedId.length,
  }
  for (const statement of documentMovers) await tx.run(statement, documents)
  for (const { move: moveThem, end } of memberships) {
    await tx.run(moveThem, move)
    await tx.run(end, { locationId, mergedId })
  }
  const before = JSON.stringify(mergedId)
  await tx.run(moveRecurringTasks, {
    locationId,
    before,
    after: JSON.stringify(contactId),
    pattern: `%${before}%`,
  })
  await tx.run(recordOpportunities, { locationId, contactId })
}

const countOpportunities = statement<{ locationId: string; contactId: string }, { count: number }>(
  'count-opportunities-of-contact',
  `SELECT COUNT(*) AS "count" FROM opportunities WHERE location_id = :locationId AND contact_id = :contactId`,
)

/** How many records of a kind a contact has, and their length in UTF-16 units. */
interface Measured {
  plural: string
  count: number
  size: number
}

/** What a contact has of the kinds with a limit. */
export async function measureActivities(
  tx: ReadTx,
  place: { locationId: string; contactId: string },
): Promise<Measured[]> {
  const kinds = [
    ['notes', noteStatements],
    ['tasks', taskStatements],
    ['appointments', appointmentStatements],
  ] as const
  const records = await Promise.all(
    kinds.map(async ([plural, { measure }]) => {
      const { count = 0, size = 0 } = (await tx.get(measure, place)) ?? {}
      return { plural, count, size }
    }),
  )
  const { count = 0 } = (await tx.get(countOpportunities, place)) ?? {}
  return [...records, { plural: 'opportunities', count, size: 0 }]
}
