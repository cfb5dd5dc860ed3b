import { type CompanyRow, findCompany } from '../api/companies/company-store.ts'
import { findContact, listContactLocations } from '../api/contacts/contact-store.ts'
import { findLocation, type LocationRow, listLocations } from '../api/locations/location-store.ts'
import { findUser, listUsersByEmail, type UserRow } from '../api/users/user-store.ts'
import { type AppRow, findApp } from '../oauth/app-store.ts'
import { maxUsersOfEmail } from '../oauth/sign-in-store.ts'
import type { ReadTx } from '../storage/storage.ts'
import { findWebhookHome } from '../webhooks/webhook-store.ts'
import { Failure } from './failure.ts'

/** @throws Failure if the location does not exist. */
export async function findLocationOrFail(tx: ReadTx, id: string): Promise<LocationRow> {
  const location = await tx.get(findLocation, { id })
  if (!location) {
    throw new Failure(`The location ${id} does not exist. \`contactd location list\` shows all locations.`)
  }
  return location
}

/** @param id undefined for the only location of the database. @throws Failure if there is no such location. */
export async function findLocationOrOnly(tx: ReadTx, id: string | undefined): Promise<LocationRow> {
  if (id !== undefined) return findLocationOrFail(tx, id)
  const [first, second] = await tx.all(listLocations, { limit: 2 })
  if (first === undefined)
    throw new Failure('The database has no location: create one with `contactd location create`.')
  if (second !== undefined)
    throw new Failure(
      'The database has several locations: name one with --location. `contactd location list` shows them.',
    )
  return first
}

/** @returns its id. @throws Failure if the location has no such contact. */
export async function findContactOrFail(tx: ReadTx, locationId: string, id: string): Promise<string> {
  if (!(await tx.get(findContact, { locationId, id }))) {
    throw new Failure(`The location ${locationId} has no contact ${id}.`)
  }
  return id
}

/**
 * @param locationId its location, needed if contacts of several locations have the id.
 * @returns the location of a contact. @throws Failure if there is no such contact, or several.
 */
export async function findContactHomeOrFail(
  tx: ReadTx,
  id: string,
  locationId: string | undefined,
): Promise<string> {
  if (locationId !== undefined) {
    await findContactOrFail(tx, locationId, id)
    return locationId
  }
  const [first, second] = await tx.all(listContactLocations, { id, limit: 2 })
  if (first === undefined)
    throw new Failure(`The contact ${id} does not exist. \`contactd contact list\` shows the contacts.`)
  if (second !== undefined)
    throw new Failure(`Contacts of several locations have the id ${id}: name one with --location.`)
  return first.locationId
}

/** @throws Failure if the company does not exist. */
export async function findCompanyOrFail(tx: ReadTx, id: string): Promise<CompanyRow> {
  const company = await tx.get(findCompany, { id })
  if (!company) {
    throw new Failure(`The company ${id} does not exist. \`contactd company list\` shows all companies.`)
  }
  return company
}

/** @throws Failure if no user has that id. */
export async function findUserOrFail(tx: ReadTx, id: string): Promise<UserRow> {
  const user = await tx.get(findUser, { id })
  if (!user) throw new Failure(`The user ${id} does not exist. \`contactd user list\` shows all users.`)
  return user
}

/**
 * @param companyId the user's company, needed if users of several companies have that email.
 * @throws Failure if no user has that email, or several do.
 */
export async function findUserByEmailOrFail(
  tx: ReadTx,
  email: string,
  companyId: string | undefined,
): Promise<UserRow> {
  const emailLowerCase = email.trim().toLowerCase()
  const users = await tx.all(listUsersByEmail, { emailLowerCase, limit: maxUsersOfEmail })
  const [user, another] = users.filter((row) => companyId === undefined || row.companyId === companyId)
  if (user && another) {
    throw new Failure(
      `Users of ${users.length} companies have the email ${emailLowerCase}: name one with --company. \`contactd user list\` shows them.`,
    )
  }
  if (user) return user
  const where = companyId === undefined ? '' : ` in the company ${companyId}`
  throw new Failure(
    `No user has the email ${emailLowerCase}${where}. \`contactd user list\` shows all users.`,
  )
}

/** @throws Failure if the app does not exist or has been deleted. */
export async function findAppOrFail(tx: ReadTx, clientId: string): Promise<AppRow> {
  const app = await tx.get(findApp, { clientId })
  if (!app) throw noSuchApp(clientId)
  return app
}

/** @returns its location. @throws Failure if no webhook has that id. */
export async function findWebhookHomeOrFail(tx: ReadTx, id: string): Promise<string> {
  const home = await tx.get(findWebhookHome, { id })
  if (!home)
    throw new Failure(`The webhook ${id} does not exist. \`contactd webhook list\` shows all webhooks.`)
  return home.locationId
}

/** For a client id that no app has. */
export const noSuchApp = (clientId: string): Failure =>
  new Failure(`The app ${clientId} does not exist. \`contactd app list\` shows all apps.`)
