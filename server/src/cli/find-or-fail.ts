import { findContact } from '../contacts/contact-store.ts'
import { type CompanyRow, findCompany } from '../locations/company-store.ts'
import { findLocation, type LocationRow } from '../locations/location-store.ts'
import { type AppRow, findApp } from '../oauth/app-store.ts'
import type { ReadTx } from '../storage/storage.ts'
import { Failure } from './failure.ts'

/** @throws Failure when there is no such location. */
export async function findLocationOrFail(tx: ReadTx, id: string): Promise<LocationRow> {
  const location = await tx.get(findLocation, { id })
  if (!location) {
    throw new Failure(`There is no location ${id}. \`contactd location list\` shows the ones there are.`)
  }
  return location
}

/** @returns its id. @throws Failure when the location has no such contact. */
export async function findContactOrFail(tx: ReadTx, locationId: string, id: string): Promise<string> {
  if (!(await tx.get(findContact, { locationId, id }))) {
    throw new Failure(`The location ${locationId} has no contact ${id}.`)
  }
  return id
}

/** @throws Failure when there is no such company. */
export async function findCompanyOrFail(tx: ReadTx, id: string): Promise<CompanyRow> {
  const company = await tx.get(findCompany, { id })
  if (!company) {
    throw new Failure(
      `There is no company ${id}. \`contactd location list\` shows the companies of the locations.`,
    )
  }
  return company
}

/** @throws Failure when there is no such app, or it is deleted. */
export async function findAppOrFail(tx: ReadTx, clientId: string): Promise<AppRow> {
  const app = await tx.get(findApp, { clientId })
  if (!app) throw noSuchApp(clientId)
  return app
}

export const noSuchApp = (clientId: string): Failure =>
  new Failure(`There is no app ${clientId}. \`contactd app list\` shows the ones there are.`)
