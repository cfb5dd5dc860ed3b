import { changeStatements } from '../../columnstore/change-store.ts'
import { segmentStatements } from '../../columnstore/segment-store.ts'
import type { Source } from '../../columnstore/source.ts'
import type { ReadTx } from '../../storage/storage.ts'
import { findLastAppointment } from '../appointments/appointment-store.ts'
import type { Contact } from '../contacts/contact.ts'
import { findContact, findContactPlace } from '../contacts/contact-store.ts'
import type { ContactRef } from '../contacts/find-contact.ts'
import { locationRowExists } from '../locations/location-store.ts'
import { maxOpportunities, type Opportunity } from '../opportunities/opportunity.ts'
import { listOpportunitiesOfContact, readOpportunitiesOfContact } from '../opportunities/opportunity-store.ts'
import { listWorkflowStates } from '../workflows/workflow-store.ts'
import { columnsOf, type RelatedFields } from './index-document.ts'
import { hasOpportunities, presentRow } from './row-shapes.ts'
import type { SearchShapes } from './search.ts'

/** The most opportunities in the row of a contact. */
const opportunitiesOfRow = 100

/** Contacts as the documents of the column store. */
export const contactSource: Source<SearchShapes['contacts']> = {
  changes: changeStatements('contact'),
  segments: segmentStatements('search', 'contacts'),
  findLocation: locationRowExists,
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
  async readDocument(tx, { locationId, id }, shape) {
    if (shape === 'id') {
      const place = await tx.get(findContactPlace, { locationId, id })
      return place && { bytes: 0, present: () => JSON.stringify(id) }
    }
    const [row, opportunities] = await Promise.all([
      tx.get(findContact, { locationId, id }),
      hasOpportunities(shape)
        ? tx.all(readOpportunitiesOfContact, { locationId, contactId: id, limit: opportunitiesOfRow })
        : [],
    ])
    if (row === undefined) return undefined
    const { document } = row
    return {
      bytes: bytesOf(row) + opportunities.reduce((sum, one) => sum + bytesOf(one), 0),
      present: (place) =>
        presentRow(shape, {
          document,
          opportunities: opportunities.map((one) => JSON.parse(one.document) as Opportunity),
          place,
        }),
    }
  },
}

const bytesOf = ({ document }: { document: string }) => Buffer.byteLength(document)

/** Reads the fields that are not in the contact's document. Every write of them adds the contact to `contact_changes`. */
async function readRelatedFields(tx: ReadTx, place: ContactRef): Promise<RelatedFields> {
  const [states, last, opportunities] = await Promise.all([
    tx.all(listWorkflowStates, place),
    tx.get(findLastAppointment, place),
    tx.all(listOpportunitiesOfContact, { ...place, limit: maxOpportunities }),
  ])
  const inState = (wanted: string) =>
    states.filter(({ status }) => status === wanted).map(({ workflowId }) => workflowId)
  const lastAppointment = last?.lastAppointment
  return {
    activeWorkflows: inState('active'),
    finishedWorkflows: inState('finished'),
    opportunities,
    ...(typeof lastAppointment === 'number' && { lastAppointment }),
  }
}
