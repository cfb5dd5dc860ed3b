import type { ReadTx } from '../../storage/storage.ts'
import { findLastAppointment } from '../appointments/appointment-store.ts'
import type { ContactPlace } from '../find-contact.ts'
import { listWorkflowStates } from '../workflows/workflow-store.ts'
import type { Surroundings } from './columns-of.ts'

/** What search finds a contact by beside its document. Whoever changes it notes the contact for the index. */
export async function surroundingsOf(tx: ReadTx, place: ContactPlace): Promise<Surroundings> {
  const [states, last] = await Promise.all([
    tx.all(listWorkflowStates, place),
    tx.get(findLastAppointment, place),
  ])
  const inState = (wanted: string) =>
    states.filter(({ status }) => status === wanted).map(({ workflowId }) => workflowId)
  const lastAppointment = last?.lastAppointment
  return {
    activeWorkflows: inState('active'),
    finishedWorkflows: inState('finished'),
    ...(typeof lastAppointment === 'number' && { lastAppointment }),
  }
}
