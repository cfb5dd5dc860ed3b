import type { Migration } from './migration.ts'

/**
 * Long lists are read page by page, oldest first: without an index in that order, each page would sort the whole
 * list.
 */
export const listsInOrder: Migration = {
  number: 15,
  name: 'lists-in-order',
  statements: [
    'CREATE INDEX users_in_order ON users (company_id, date_added, id)',
    'CREATE INDEX locations_in_order ON locations (company_id, date_added, id)',
    'DROP INDEX locations_by_company',
    'CREATE INDEX campaigns_in_order ON campaigns (location_id, date_added, id)',
    'CREATE INDEX workflows_in_order ON workflows (location_id, date_added, id)',
  ],
}
