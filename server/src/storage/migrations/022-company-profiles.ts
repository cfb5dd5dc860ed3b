import type { Migration } from './migration.ts'

/** Further fields of companies, as JSON. */
export const companyProfiles: Migration = {
  number: 22,
  name: 'company-profiles',
  statements: ["ALTER TABLE companies ADD COLUMN profile TEXT NOT NULL DEFAULT '{}'"],
}
