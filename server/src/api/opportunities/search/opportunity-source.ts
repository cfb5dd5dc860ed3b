import { changeStatements } from '../../../columnstore/change-store.ts'
import { segmentStatements } from '../../../columnstore/segment-store.ts'
import type { ReadDocument, Source } from '../../../columnstore/source.ts'
import type { ReadTx } from '../../../storage/storage.ts'
import { type Appointment, appointmentPresenter } from '../../appointments/appointment.ts'
import { appointmentStatements } from '../../appointments/appointment-store.ts'
import type { Contact } from '../../contacts/contact.ts'
import { locationRowExists } from '../../locations/location-store.ts'
import { noteStatements } from '../../notes/note.ts'
import type { RecordRow, RecordStatements } from '../../records/record-store.ts'
import { taskStatements } from '../../tasks/task.ts'
import type { Opportunity } from '../opportunity.ts'
import { findOpportunityWithContact } from '../opportunity-store.ts'
import { columnsOf } from './opportunity-columns.ts'
import { type OpportunityShape, opportunityRow } from './opportunity-row.ts'

/** The most notes, tasks and appointments of a contact in a row: the latest ones. */
const recordsOfRow = 20

/** Opportunities as the documents of the column store. The opportunities of a deleted contact are not found. */
export const opportunitySource: Source<OpportunityShape> = {
  changes: changeStatements('opportunity'),
  segments: segmentStatements('opportunity_search'),
  findLocation: locationRowExists,
  async readChanged(tx, locationId, ids) {
    const rows = await Promise.all(ids.map((id) => tx.get(findOpportunityWithContact, { locationId, id })))
    return rows.map(
      (row) =>
        row && {
          values: () =>
            columnsOf(JSON.parse(row.document) as Opportunity, JSON.parse(row.contact) as Contact),
        },
    )
  },
  readDocuments: (tx, locationId, ids, shape) =>
    Promise.all(ids.map((id) => readDocument(tx, { locationId, id }, shape))),
}

/** @returns undefined if the opportunity does not exist. */
async function readDocument(
  tx: ReadTx,
  { locationId, id }: { locationId: string; id: string },
  shape: OpportunityShape,
): Promise<ReadDocument | undefined> {
  const row = await tx.get(findOpportunityWithContact, { locationId, id })
  if (row === undefined) return undefined
  const records = await readRecords(tx, { locationId, contactId: row.contactId }, shape)
  const documents = Object.values(records).flat()
  const bytes = documents.reduce((sum, { document }) => sum + Buffer.byteLength(document), 0)
  return {
    bytes: bytes + Buffer.byteLength(row.document) + Buffer.byteLength(row.contact),
    present(place) {
      const { isVersion3, calendarEvents } = shape
      const opportunity = JSON.parse(row.document) as Opportunity
      const contact = JSON.parse(row.contact) as Contact
      const details = {
        ...(records.notes && { notes: records.notes.map(parsed) }),
        ...(records.tasks && { tasks: records.tasks.map(parsed) }),
        ...(records.appointments &&
          calendarEvents !== undefined && {
            calendarEvents: records.appointments
              .map((one) => parsed(one) as Appointment)
              .map(appointmentPresenter(calendarEvents)),
          }),
      }
      return JSON.stringify(opportunityRow(opportunity, contact, { place, details, isVersion3 }))
    },
  }
}

/** Reads the records of a contact that a shape presents. */
async function readRecords(
  tx: ReadTx,
  place: { locationId: string; contactId: string },
  { notes, tasks, calendarEvents }: OpportunityShape,
) {
  const latest = ({ readLatest }: RecordStatements) => tx.all(readLatest, { ...place, limit: recordsOfRow })
  const [ofNotes, ofTasks, ofAppointments] = await Promise.all([
    notes ? latest(noteStatements) : undefined,
    tasks ? latest(taskStatements) : undefined,
    calendarEvents === undefined ? undefined : latest(appointmentStatements),
  ])
  return {
    ...(ofNotes && { notes: ofNotes }),
    ...(ofTasks && { tasks: ofTasks }),
    ...(ofAppointments && { appointments: ofAppointments }),
  }
}

const parsed = ({ document }: RecordRow) => JSON.parse(document) as object
