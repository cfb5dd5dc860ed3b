import { changeStatements } from '../../columnstore/change-store.ts'
import { segmentStatements } from '../../columnstore/segment-store.ts'
import type { ReadDocument, Source } from '../../columnstore/source.ts'
import type { Statement } from '../../storage/statement.ts'
import type { ReadTx } from '../../storage/storage.ts'
import { type IdListParams, readByIds } from '../../storage/value-lists.ts'
import { listLastAppointments, locationHasAppointments } from '../appointments/appointment-store.ts'
import type { Contact } from '../contacts/contact.ts'
import {
  contactIdsAmong,
  countContactsAfter,
  listContactsAfter,
  listContactsByIds,
} from '../contacts/contact-store.ts'
import { locationRowExists } from '../locations/location-store.ts'
import type { Opportunity } from '../opportunities/opportunity.ts'
import {
  listOpportunityStatesOfContacts,
  locationHasOpportunities,
  type OpportunityRow,
  readOpportunitiesOfContact,
} from '../opportunities/opportunity-store.ts'
import { listWorkflowStates, locationHasWorkflows } from '../workflows/workflow-store.ts'
import { columnsOf, type RelatedFields } from './index-document.ts'
import { hasOpportunities, presentRow } from './row-shapes.ts'
import type { RowShape, SearchShapes } from './search.ts'

/** The most opportunities in the row of a contact. */
const opportunitiesOfRow = 100

/** Contacts as the documents of the column store. */
export const contactSource: Source<SearchShapes['contacts']> = {
  changes: changeStatements('contact'),
  segments: segmentStatements('search', 'contacts'),
  findLocation: locationRowExists,
  async readChanged(tx, locationId, ids) {
    const [rows, relatedOf] = await Promise.all([
      readByIds(tx, listContactsByIds, locationId, ids),
      readRelatedFields(tx, locationId, ids),
    ])
    const documents = new Map(rows.map(({ id, document }) => [id, document]))
    return ids.map((id) => {
      const document = documents.get(id)
      return document === undefined
        ? undefined
        : { values: () => columnsOf(JSON.parse(document) as Contact, relatedOf(id)) }
    })
  },
  scan: {
    count: countContactsAfter,
    async readPage(tx, page) {
      const rows = await tx.all(listContactsAfter, page)
      const contacts = rows.map(({ document }) => JSON.parse(document) as Contact)
      const relatedOf = await readRelatedFields(
        tx,
        page.locationId,
        contacts.map(({ id }) => id),
      )
      return contacts.map((contact) => ({
        id: contact.id,
        values: () => columnsOf(contact, relatedOf(contact.id)),
      }))
    },
  },
  async readDocuments(tx, locationId, ids, shape) {
    if (shape === 'id') {
      const found = new Set(await contactIdsAmong(tx, locationId, ids))
      return ids.map((id) => (found.has(id) ? { bytes: 0, present: () => JSON.stringify(id) } : undefined))
    }
    const [rows, opportunities] = await Promise.all([
      readByIds(tx, listContactsByIds, locationId, ids),
      hasOpportunities(shape) ? readOpportunities(tx, locationId, ids) : [],
    ])
    const documents = new Map(rows.map(({ id, document }) => [id, document]))
    return ids.map((id, at) => {
      const document = documents.get(id)
      return document === undefined ? undefined : rowOf(shape, document, opportunities[at] ?? [])
    })
  },
}

function rowOf(shape: RowShape, document: string, opportunities: readonly OpportunityRow[]): ReadDocument {
  return {
    bytes: Buffer.byteLength(document) + opportunities.reduce((sum, one) => sum + bytesOf(one), 0),
    present: (place) =>
      presentRow(shape, {
        document,
        opportunities: opportunities.map((one) => JSON.parse(one.document) as Opportunity),
        place,
      }),
  }
}

/** The opportunities of each contact. Most locations have none, and 20 look-ups would be half of a page's cost. */
async function readOpportunities(
  tx: ReadTx,
  locationId: string,
  ids: readonly string[],
): Promise<OpportunityRow[][]> {
  if ((await tx.get(locationHasOpportunities, { locationId })) === undefined) return []
  return Promise.all(
    ids.map((contactId) =>
      tx.all(readOpportunitiesOfContact, { locationId, contactId, limit: opportunitiesOfRow }),
    ),
  )
}

const bytesOf = ({ document }: { document: string }) => Buffer.byteLength(document)

/**
 * Reads the fields that are not in the documents of contacts. Every write of them adds the contact to `contact_changes`.
 * @returns the fields of a contact, by its id.
 */
async function readRelatedFields(
  tx: ReadTx,
  locationId: string,
  ids: readonly string[],
): Promise<(id: string) => RelatedFields> {
  // Most locations lack some of them, and looking each contact up would be a third of all reads.
  const readIfAny = async <Row>(
    any: Statement<{ locationId: string }, { one: number }>,
    list: Statement<IdListParams, Row>,
  ) => ((await tx.get(any, { locationId })) ? readByIds(tx, list, locationId, ids) : [])
  const [states, appointments, opportunities] = await Promise.all([
    readIfAny(locationHasWorkflows, listWorkflowStates),
    readIfAny(locationHasAppointments, listLastAppointments),
    readIfAny(locationHasOpportunities, listOpportunityStatesOfContacts),
  ])
  const statesOf = Map.groupBy(states, ({ contactId }) => contactId)
  const opportunitiesOf = Map.groupBy(opportunities, ({ contactId }) => contactId)
  const lastOf = new Map(appointments.map(({ contactId, lastAppointment }) => [contactId, lastAppointment]))
  const workflows = (id: string, wanted: string) =>
    (statesOf.get(id) ?? []).filter(({ status }) => status === wanted).map(({ workflowId }) => workflowId)
  return (id) => ({
    activeWorkflows: workflows(id, 'active'),
    finishedWorkflows: workflows(id, 'finished'),
    opportunities: opportunitiesOf.get(id) ?? [],
    lastAppointment: lastOf.get(id),
  })
}
