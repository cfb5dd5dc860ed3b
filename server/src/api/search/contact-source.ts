import { type IndexWrites, indexWrites } from '../../columnstore/index-writes.ts'
import type { Source } from '../../columnstore/source.ts'
import type { ReadTx, Storage } from '../../storage/storage.ts'
import { findLastAppointment } from '../appointments/appointment-store.ts'
import type { Contact } from '../contacts/contact.ts'
import { findContact } from '../contacts/contact-store.ts'
import type { ContactRef } from '../contacts/find-contact.ts'
import { locationRowExists } from '../locations/location-store.ts'
import { listWorkflowStates } from '../workflows/workflow-store.ts'
import { deleteChanges, findFirstChanges, listChangedLocations, listChanges } from './contact-change-store.ts'
import type { RowShape } from './contact-search.ts'
import { columnsOf, type RelatedFields } from './index-document.ts'
import { presentRow } from './row-shapes.ts'

/** Contacts as the documents of the column store. */
export const contactSource: Source<RowShape> = {
  listChanges,
  listChangedLocations,
  readDocument: async (tx, { locationId, id }) => (await tx.get(findContact, { locationId, id }))?.document,
  async readChanged(tx, { locationId, id }) {
    const [row, related] = await Promise.all([
      tx.get(findContact, { locationId, id }),
      readRelatedFields(tx, { locationId, contactId: id }),
    ])
    if (row === undefined) return undefined
    const { document } = row
    return {
      characters: document.length,
      values: () => columnsOf(JSON.parse(document) as Contact, related),
    }
  },
  present: presentRow,
}

/** The writes of the contact index. */
export const contactIndexWrites = (storage: Pick<Storage, 'write'>): IndexWrites =>
  indexWrites(storage, { findLocation: locationRowExists, findFirstChanges, deleteChanges })

/** Reads the fields that are not in the contact's document. Every write of them adds the contact to `contact_changes`. */
async function readRelatedFields(tx: ReadTx, place: ContactRef): Promise<RelatedFields> {
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
