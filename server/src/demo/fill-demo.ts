import type { Business } from '../api/businesses/business.ts'
import { insertBusiness } from '../api/businesses/business-store.ts'
import { listCompanies } from '../api/companies/company-store.ts'
import { createCompany } from '../api/companies/create-company.ts'
import { applyChanges } from '../api/contacts/apply-changes.ts'
import { insertContact } from '../api/contacts/contact-store.ts'
import { blankContact } from '../api/contacts/create-contact.ts'
import { tagRecorder } from '../api/contacts/save-contact.ts'
import { newBusinessField } from '../api/custom-fields/business-field.ts'
import { addCustomField, createCustomField } from '../api/custom-fields/create-custom-field.ts'
import { insertCustomFieldFolder } from '../api/custom-fields/custom-field-folder-store.ts'
import { findLocation, insertLocation } from '../api/locations/location-store.ts'
import { insertTag } from '../api/tags/tag-store.ts'
import { insertLocationUser, insertUser } from '../api/users/user-store.ts'
import type { Actor } from '../auth/actor.ts'
import type { Storage, WriteTx } from '../storage/storage.ts'
import { fillActivities, fillRecurringTask } from './demo-activities.ts'
import { type DemoPerson, demoPeople } from './demo-contacts.ts'
import { demoCustomFields } from './demo-custom-fields.ts'

import { demoIds } from './demo-ids.ts'
import { fillOpportunities } from './demo-opportunities.ts'
import { insertOwner } from './demo-owner.ts'
import { type DemoSources, demoSources, demoTimezone, withId } from './demo-sources.ts'
import { fillTemplates } from './demo-templates.ts'
import { demoToken } from './demo-token.ts'

const minuteMs = 60_000

export interface Demo {
  /** Missing if the database contains something other than the demo. */
  token?: string
}

/**
 * Fills an empty database in one transaction with a company, its owner, a location, a user, a business with a custom
 * field, a tag, a custom field of each type, 200 contacts, sub-resources of two of them, custom values, templates and
 * opportunities; a database that contains anything is not changed. Ids, dates, values and their order are the same in
 * every demo; the token is not.
 * @param database the URL of the database, which also locates the token's file.
 */
export async function fillDemo(storage: Storage, database: string, sources: DemoSources): Promise<Demo> {
  const isDemo = await storage.write(async (tx) => {
    const [company] = await tx.all(listCompanies, { limit: 1 })
    // Created inside the function, because it may run again.
    if (!company) await fill(tx, demoSources())
    return (await tx.get(findLocation, { id: demoIds.location })) !== undefined
  }, 'database')
  return isDemo ? { token: await demoToken(storage, database, sources) } : {}
}

async function fill(tx: WriteTx, sources: DemoSources): Promise<void> {
  await fillAccounts(tx, sources)
  const [firstField, ...otherFields] = demoCustomFields
  await createCustomField(tx, withId(sources, demoIds.customField), demoIds.location, firstField)
  for (const field of otherFields) await createCustomField(tx, sources, demoIds.location, field)
  await tx.run(insertCustomFieldFolder, {
    locationId: demoIds.location,
    id: demoIds.customFieldFolder,
    name: 'Demo Folder',
    model: 'business',
    dateAdded: sources.clock.now(),
  })
  await fillBusinessField(tx, sources)
  await tx.run(insertTag, { locationId: demoIds.location, name: 'minim aliquip anim', id: demoIds.tag })
  await fillBusiness(tx, sources.clock.now())
  await fillContacts(tx, sources, demoIds.location, demoPeople())
  await fillActivities(tx, sources)
  // Last, like everything that an earlier demo did not have: ids depend on the order.
  await fillTemplates(tx, sources)
  await fillRecurringTask(tx, sources)
  await fillOpportunities(tx, sources)
}

async function fillBusinessField(tx: WriteTx, { clock, ids }: DemoSources): Promise<void> {
  const field = newBusinessField(
    ids,
    { id: demoIds.businessField, locationId: demoIds.location },
    {
      name: 'Industry',
      showInForms: true,
      dataType: 'TEXT',
      fieldKey: 'business.industry',
      parentId: demoIds.customFieldFolder,
    },
  )
  await addCustomField(tx, clock, field)
}

async function fillAccounts(tx: WriteTx, sources: DemoSources): Promise<void> {
  const dateAdded = sources.clock.now()
  await createCompany(tx, withId(sources, demoIds.company), {
    name: 'Demo Company',
    email: 'agency@example.com',
    phone: '+12125550100',
    website: 'https://www.example.com',
    country: 'US',
    timezone: 'America/Chicago',
  })
  await tx.run(insertLocation, {
    id: demoIds.location,
    companyId: demoIds.company,
    name: 'Demo Location',
    country: 'US',
    timezone: demoTimezone,
    allowDuplicateContact: 0,
    dateAdded,
  })
  await tx.run(insertUser, {
    id: demoIds.user,
    companyId: demoIds.company,
    name: 'Dana Demo',
    email: 'dana@example.com',
    emailLowerCase: 'dana@example.com',
    role: 'admin',
    type: 'account',
    dateAdded,
  })
  await tx.run(insertLocationUser, { locationId: demoIds.location, userId: demoIds.user })
  await insertOwner(tx, dateAdded)
}

async function fillBusiness(tx: WriteTx, dateAdded: number): Promise<void> {
  const actor = actorAt(dateAdded)
  const business: Business = {
    id: demoIds.business,
    name: 'Demo Business',
    locationId: demoIds.location,
    createdBy: actor,
    updatedBy: actor,
    createdAt: actor.timestamp,
    updatedAt: actor.timestamp,
  }
  const { id, locationId } = business
  await tx.run(insertBusiness, { locationId, id, document: JSON.stringify(business), dateAdded })
}

const actorAt = (now: number): Actor => ({
  source: 'INTEGRATION',
  channel: 'OAUTH',
  sourceId: 'demo',
  timestamp: new Date(now).toISOString(),
})

/** Fills another location with the demo's custom fields and contacts, under ids of its own. */
export async function fillOtherLocation(
  tx: WriteTx,
  sources: DemoSources,
  locationId: string,
): Promise<void> {
  for (const field of demoCustomFields) await createCustomField(tx, sources, locationId, field)
  const people = demoPeople().map(({ id: _id, businessId: _businessId, ...person }) => person)
  await fillContacts(tx, sources, locationId, people)
}

async function fillContacts(
  tx: WriteTx,
  { clock, ids }: DemoSources,
  locationId: string,
  people: readonly DemoPerson[],
): Promise<void> {
  for (const [index, { id = ids.next(), phone, businessId, ...body }] of people.entries()) {
    // Lists show the newest first: those of HighLevel's pages.
    const actor = actorAt(clock.now() - index * minuteMs)
    const blank = { ...blankContact(id, locationId, actor), businessId }
    const contact = applyChanges(blank, { body: { ...body, phone }, phone })
    const recordTags = await tagRecorder(tx, ids, contact)
    await insertContact(tx, contact)
    await recordTags()
  }
}
