import type { LoadKind } from './bench-growth.ts'

/** What each kind of load is called on the page. */
export const loadNames: Record<LoadKind, string> = {
  get: 'get by id',
  update: 'update',
  'upsert-existing': 'upsert of a contact that is there',
  'upsert-new': 'upsert of a new contact',
}
