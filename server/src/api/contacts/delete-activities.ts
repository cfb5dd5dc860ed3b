import type { WriteTx } from '../../storage/storage.ts'
import { slicesOf } from '../../storage/sweep-rows.ts'
import { appointmentStatements } from '../appointments/appointment-store.ts'
import { campaignStatements } from '../campaigns/campaign-store.ts'
import { noteStatements } from '../notes/note.ts'
import {
  takeOpportunitiesOfContact,
  weighOpportunitiesOfContact,
} from '../opportunities/opportunity-store.ts'
import type { RecordStatements } from '../records/record-store.ts'
import { taskStatements } from '../tasks/task.ts'
import { workflowStatements } from '../workflows/workflow-store.ts'
import type { ContactRef } from './find-contact.ts'

/** The most records of each kind that one write deletes: 10,000 notes in one write took 48 ms. */
const maxItems = 200
const maxBytes = 512 * 1024

/**
 * Deletes the sub-resources of a deleted contact, or as many as fit in one write: notes, tasks, appointments,
 * opportunities, campaigns and workflows.
 * @returns whether none are left.
 */
export async function deleteSomeActivities(tx: WriteTx, place: ContactRef): Promise<boolean> {
  for (const { weigh, take } of kinds) {
    const sizes = await tx.all(weigh, { ...place, limit: maxItems + 1 })
    const [first = []] = slicesOf(sizes, { maxItems, maxBytes })
    if (first.length > 0) await take(tx, { ...place, limit: first.length })
    if (first.length < sizes.length) return false
  }
  for (const { takeOfContact } of [campaignStatements, workflowStatements]) {
    if ((await tx.change(takeOfContact, { ...place, limit: maxItems })) === maxItems) return false
  }
  return true
}

/** How to delete the sub-resources of one kind. */
interface Kind {
  /** The sizes of the first ones. */
  weigh: RecordStatements['weigh']
  /** Deletes these. */
  take(tx: WriteTx, place: ContactRef & { limit: number }): Promise<void>
}

const kindOf = ({ weigh, take }: RecordStatements): Kind => ({
  weigh,
  take: (tx, place) => tx.run(take, place),
})

const kinds: readonly Kind[] = [
  kindOf(noteStatements),
  kindOf(taskStatements),
  kindOf(appointmentStatements),
  { weigh: weighOpportunitiesOfContact, take: takeOpportunitiesOfContact },
]
