import type { Contact } from '../../server/src/api/contacts/contact.ts'
import type { Opportunity } from '../../server/src/api/opportunities/opportunity.ts'
import { presentRow } from '../../server/src/api/search/row-shapes.ts'
import type { RowShape } from '../../server/src/api/search/search.ts'
import type { Query } from '../../server/src/columnstore/query.ts'
import { foldCase } from '../../server/src/lib/fold-case.ts'
import { statement } from '../../server/src/storage/statement.ts'
import type { Storage } from '../../server/src/storage/storage.ts'
import { findIn, putCustomField, type Row, type Value } from './naive-rows.ts'

/** The workflows that a contact is or was in. */
export interface Workflows {
  active: string[]
  finished: string[]
}

export interface NaiveSearch {
  /** @returns the total, and the JSON of each row of the page. */
  find(query: Query, shape: RowShape): Promise<{ total: number; rows: string[] }>
}

const everyDocument = statement<{ locationId: string }, { document: string }>(
  'naive-search',
  'SELECT document FROM contacts WHERE location_id = :locationId',
)

const everyOpportunity = statement<{ locationId: string }, { document: string }>(
  'naive-opportunities',
  'SELECT document FROM opportunities WHERE location_id = :locationId ORDER BY contact_id, pipeline_id, id',
)

/** Every opportunity of a location, by contact. */
export async function opportunitiesByContact(
  storage: Storage,
  locationId: string,
): Promise<Map<string, Opportunity[]>> {
  const rows = await storage.read((tx) => tx.all(everyOpportunity, { locationId }))
  const all = rows.map(({ document }) => JSON.parse(document) as Opportunity)
  return Map.groupBy(all, ({ contactId }) => contactId)
}

/**
 * The specification of the search in its simplest form: reads every contact of the location each time and evaluates
 * one after the other, to compare the index with.
 * @param workflowsOf the workflows of a contact; none by default.
 */
export const naiveSearch = (
  storage: Storage,
  workflowsOf: (contact: Contact) => Promise<Workflows> | Workflows = () => ({ active: [], finished: [] }),
): NaiveSearch => ({
  async find(query, shape) {
    const { locationId } = query
    const documents = await storage.read((tx) => tx.all(everyDocument, { locationId }))
    const opportunitiesOf = await opportunitiesByContact(storage, locationId)
    const rows: Row<{ document: string; opportunities: Opportunity[] }>[] = []
    for (const { document } of documents) {
      const contact = JSON.parse(document) as Contact
      const opportunities = opportunitiesOf.get(contact.id) ?? []
      const columns = columnsOf(contact, await workflowsOf(contact), opportunities)
      rows.push({ item: { document, opportunities }, id: contact.id, columns })
    }
    const page = findIn(rows, query)
    return {
      total: page.total,
      rows: page.found.map(({ item, place }) => presentRow(shape, { ...item, place })),
    }
  },
})

/** The columns of a contact, as the search reference names them. */
function columnsOf(
  contact: Contact,
  workflows: Workflows,
  opportunities: readonly Opportunity[],
): Map<string, Value> {
  const columns = new Map<string, Value>()
  const put = (column: string, value: string | number | boolean | readonly string[] | null | undefined) => {
    if (value === undefined || value === null || value === '') return
    if (typeof value === 'number') columns.set(column, value)
    else if (typeof value === 'object') {
      if (value.length > 0) columns.set(column, value.map(foldCase))
    } else columns.set(column, foldCase(String(value)))
  }
  columns.set('id', contact.id)
  put('firstNameLowerCase', contact.firstName)
  put('lastNameLowerCase', contact.lastName)
  put(
    'fullNameLowerCase',
    [contact.firstName, contact.lastName].filter((name) => name !== undefined).join(' '),
  )
  put('address', contact.address1)
  put('companyName', contact.companyName)
  put('email', contact.email)
  put('phone', contact.phone)
  put('city', contact.city)
  put('state', contact.state)
  put('country', contact.country)
  put('postalCode', contact.postalCode)
  put('source', contact.source)
  put('website', contact.website)
  put('timezone', contact.timezone)
  put('type', contact.type)
  put('assignedTo', contact.assignedTo)
  put('businessId', contact.businessId)
  put('gender', contact.gender)
  put('dnd', contact.dnd)
  for (const [channel, setting] of Object.entries(contact.dndSettings ?? {}))
    put(`dndSettings.${channel}.status`, setting.status)
  put('inboundDndSettings.all.status', contact.inboundDndSettings?.all?.status)
  put('dateAdded', new Date(contact.dateAdded).getTime())
  put('dateUpdated', new Date(contact.dateUpdated).getTime())
  if (contact.dateOfBirth !== undefined) put('dateOfBirth', new Date(contact.dateOfBirth).getTime())
  put('tags', contact.tags)
  put('followers', contact.followers)
  put(
    'additionalEmails',
    contact.additionalEmails.map(({ email }) => email),
  )
  put(
    'additionalPhones',
    contact.additionalPhones.map(({ phone }) => phone),
  )
  put('activeWorkflows', workflows.active)
  put('finishedWorkflows', workflows.finished)
  if (opportunities.length > 0) {
    const states = opportunities.map((one) => `${one.pipelineId} ${one.pipelineStageId} ${one.status}`)
    columns.set('opportunities', states)
  }
  for (const { id, value } of contact.customFields) putCustomField(put, `customFields.${id}`, value)
  return columns
}
