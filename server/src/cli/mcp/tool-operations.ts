import type { OperationId } from '../../auth/operation-scopes.ts'

/** The operations that agents get as tools, in this order. All else about a tool comes from its operation. */
export const toolOperations: readonly OperationId[] = [
  'search-contacts-advanced',
  'get-contacts',
  'get-contact',
  'get-duplicate-contact',
  'create-contact',
  'update-contact',
  'upsert-contact',
  'delete-contact',

  'add-tags',
  'remove-tags',
  'add-followers-contact',
  'remove-followers-contact',

  'get-all-notes',
  'get-note',
  'create-note',
  'update-note',
  'delete-note',

  'get-all-tasks',
  'get-task',
  'task-search',
  'create-task',
  'update-task',
  'update-task-completed',
  'delete-task',

  'search-opportunity',
  'get-opportunity',
  'create-opportunity',
  'update-opportunity',
  'update-opportunity-status',
  'Upsert-opportunity',
  'delete-opportunity',
  'add-followers-opportunity',
  'remove-followers-opportunity',

  // What the ids and keys in contacts and opportunities mean.
  'get-location',
  'get-location-tags',
  'get-custom-fields',
  'get-user-by-location',
  'get-pipelines',
  'get-appointments-for-contact',
]
