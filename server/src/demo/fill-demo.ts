import type { Actor } from '../auth/actor.ts'
import { applyChanges } from '../contacts/apply-changes.ts'
import { insertContact } from '../contacts/contact-store.ts'
import { blankContact } from '../contacts/create-contact.ts'
import { rememberTags } from '../contacts/save-contact.ts'
import type { Business } from '../locations/business.ts'
import { insertBusiness } from '../locations/business-store.ts'
import { insertCompany, listCompanies } from '../locations/company-store.ts'
import { createCustomField } from '../locations/create-custom-field.ts'
import { insertCustomFieldFolder } from '../locations/custom-field-folder-store.ts'
import { findLocation, insertLocation } from '../locations/location-store.ts'
import { insertTag } from '../locations/tag-store.ts'
import { insertLocationUser, insertUser } from '../locations/user-store.ts'
import type { Storage, WriteTx } from '../storage/storage.ts'
import { fillActivities } from './demo-activities.ts'
import { demoPeople } from './demo-contacts.ts'
import { demoCustomFields } from './demo-custom-fields.ts'
import { demoIds } from './demo-ids.ts'
import { type DemoSources, withId } from './demo-sources.ts'
import { demoToken } from './demo-token.ts'

export interface Demo {
  /** Missing where the database holds something else than the demo. */
  token?: string
}

/**
 * Fills an empty database, whole or not at all, with a company, a location, a user, a business, a tag, a custom
 * field of every type, 200 contacts and what two of them have; one that holds something already stays as it is.
 * @param database the URL of the database: the token's file stands beside it.
 */
export async function fillDemo(storage: Storage, database: string, sources: DemoSources): Promise<Demo> {
  const isDemo = await storage.write(async (tx) => {
    const [company] = await tx.all(listCompanies, { limit: 1 })
    if (!company) await fill(tx, sources)
    return (await tx.get(findLocation, { id: demoIds.location })) !== undefined
  })
  return isDemo ? { token: await demoToken(storage, database, sources) } : {}
}

async function fill(tx: WriteTx, sources: DemoSources): Promise<void> {
  await fillAccounts(tx, sources.clock.now())
  const [firstField, ...otherFields] = demoCustomFields
  await createCustomField(tx, withId(sources, demoIds.customField), demoIds.location, firstField)
  for (const field of otherFields) await createCustomField(tx, sources, demoIds.location, field)
  await tx.run(insertCustomFieldFolder, {
    locationId: demoIds.location,
    id: demoIds.customFieldFolder,
    name: 'Demo Folder',
    dateAdded: sources.clock.now(),
  })
  await tx.run(insertTag, { locationId: demoIds.location, name: 'minim aliquip anim', id: demoIds.tag })
  await fillBusiness(tx, sources.clock.now())
  await fillContacts(tx, sources)
  await fillActivities(tx, sources)
}

async function fillAccounts(tx: WriteTx, dateAdded: number): Promise<void> {
  await tx.run(insertCompany, { id: demoIds.company, name: 'Demo Company', dateAdded })
  await tx.run(insertLocation, {
    id: demoIds.location,
    companyId: demoIds.company,
    name: 'Demo Location',
    country: 'US',
    timezone: 'America/Chicago',
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

async function fillContacts(tx: WriteTx, { clock, ids }: DemoSources): Promise<void> {
  const actor = actorAt(clock.now())
  for (const { id = ids.next(), phone, businessId, ...body } of demoPeople()) {
    const blank = { ...blankContact(id, demoIds.location, actor), businessId }
    const contact = applyChanges(blank, { body: { ...body, phone }, phone })
    await insertContact(tx, contact)
    await rememberTags(tx, ids, contact)
  }
}
