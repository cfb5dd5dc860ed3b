import type { WriteTx } from '../../storage/storage.ts'
import { slicesOf } from '../../storage/sweep-rows.ts'
import { appointmentStatements } from '../appointments/appointment-store.ts'
import { campaignStatements } from '../campaigns/campaign-store.ts'
import { noteStatements } from '../notes/note.ts'
import { opportunityTaker, weighOpportunitiesOfContact } from '../opportunities/opportunity-store.ts'
import type { RecordStatements } from '../records/record-store.ts'
import { taskStatements } from '../tasks/task.ts'
import { workflowStatements } from '../workflows/workflow-store.ts'
import type { ContactRef } from './find-contact.ts'

/** The most records of each kind that one write deletes: 10,000 notes in one write took 48 ms. */
const maxItems = 200
const maxBytes = 512 * 1024

/** Those that one write deletes. */
interface SomeActivities {
  /** Whether these are all. */
  isAll: boolean
  remove(): Promise<void>
}

/**
 * Finds the sub-resources of a contact that is deleted, or as many as fit in one write: notes, tasks, appointments,
 * opportunities, campaigns and workflows. Call this before the first change, so that the write can share a group.
 */
export async function someActivities(tx: WriteTx, place: ContactRef): Promise<SomeActivities> {
  const removals: (() => Promise<void>)[] = []
  const remove = async () => {
    for (const removal of removals) await removal()
  }
  for (const { weigh, taker } of kinds) {
    const sizes = await tx.all(weigh, { ...place, limit: maxItems + 1 })
    const [first = []] = slicesOf(sizes, { maxItems, maxBytes })
    if (first.length > 0) removals.push(await taker(tx, { ...place, limit: first.length }))
    if (first.length < sizes.length) return { isAll: false, remove }
  }
  return { isAll: true, remove }
}

/** How to delete the sub-resources of one kind. */
interface Kind {
  /** The sizes of the first ones. */
  weigh: RecordStatements['weigh']
  /** Returns a function that deletes these. */
  taker(tx: WriteTx, place: ContactRef & { limit: number }): Promise<() => Promise<void>>
}

const kindOf = ({ weigh, take }: Pick<RecordStatements, 'weigh' | 'take'>): Kind => ({
  weigh,
  taker: async (tx, place) => () => tx.run(take, place),
})

const kinds: readonly Kind[] = [
  kindOf(noteStatements),
  kindOf(taskStatements),
  kindOf(appointmentStatements),
  { weigh: weighOpportunitiesOfContact, taker: opportunityTaker },
  kindOf(campaignStatements),
  kindOf(workflowStatements),
]
