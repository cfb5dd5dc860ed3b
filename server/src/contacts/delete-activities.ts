import type { WriteTx } from '../storage/storage.ts'
import { appointmentStatements } from './appointments/appointment-store.ts'
import { campaignStatements } from './campaigns/campaign-store.ts'
import type { ContactPlace } from './find-contact.ts'
import { noteStatements } from './notes/note-store.ts'
import { taskStatements } from './tasks/task-store.ts'
import { workflowStatements } from './workflows/workflow-store.ts'

/** Deletes what hangs on a contact that is deleted: notes, tasks, appointments, its campaigns and workflows. */
export async function deleteActivities(tx: WriteTx, place: ContactPlace): Promise<void> {
  await tx.run(noteStatements.removeAll, place)
  await tx.run(taskStatements.removeAll, place)
  await tx.run(appointmentStatements.removeAll, place)
  await tx.run(campaignStatements.removeContact, place)
  await tx.run(workflowStatements.removeContact, place)
}
