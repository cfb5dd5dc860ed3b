import type { Access } from '../http/access.ts'
import type { Scope } from './scopes.ts'

/** Who may call an operation, with its scopes as tokens contain them. */
type OperationAccess = Access & { scopes: readonly [Scope, ...Scope[]] }

/**
 * The tokens that each operation accepts. Routes take their access from this table, `authorize` enforces it, and the
 * reference page shows it. Ids and scopes are those of HighLevel's specification; a test compares them. Some operations
 * have no scope there (`bearer: []`): get-tag-by-id uses that of the list of tags; get-, update- and
 * delete-custom-field, and the same of a custom value, use those of the list and of create. HighLevel has one scope for
 * templates, which deletes them, too.
 */
const table = {
  'get-contact': { scopes: ['contacts.readonly'] },
  'create-contact': { scopes: ['contacts.write'] },
  'update-contact': { scopes: ['contacts.write'] },
  'delete-contact': { scopes: ['contacts.write'] },
  'upsert-contact': { scopes: ['contacts.write'] },
  'get-duplicate-contact': { scopes: ['contacts.readonly'] },
  // The specification has no scope for the two operations on many contacts.
  'create-association': { scopes: ['contacts.write'] },
  'add-remove-contact-from-business': { scopes: ['contacts.write'] },
  'get-contacts-by-businessId': { scopes: ['contacts.readonly'] },
  'add-tags': { scopes: ['contacts.write'] },
  'remove-tags': { scopes: ['contacts.write'] },
  'search-contacts-advanced': { scopes: ['contacts.readonly'] },
  'get-contacts': { scopes: ['contacts.readonly'] },

  'get-all-notes': { scopes: ['contacts.readonly'] },
  'create-note': { scopes: ['contacts.write'] },
  'get-note': { scopes: ['contacts.readonly'] },
  'update-note': { scopes: ['contacts.write'] },
  'delete-note': { scopes: ['contacts.write'] },
  'get-all-tasks': { scopes: ['contacts.readonly'] },
  'create-task': { scopes: ['contacts.write'] },
  'get-task': { scopes: ['contacts.readonly'] },
  'update-task': { scopes: ['contacts.write'] },
  'update-task-completed': { scopes: ['contacts.write'] },
  'delete-task': { scopes: ['contacts.write'] },
  'add-followers-contact': { scopes: ['contacts.write'] },
  'remove-followers-contact': { scopes: ['contacts.write'] },
  'get-appointments-for-contact': { scopes: ['contacts.readonly'] },
  'add-contact-to-campaign': { scopes: ['contacts.write'] },
  'remove-contact-from-campaign': { scopes: ['contacts.write'] },
  'remove-contact-from-every-campaign': { scopes: ['contacts.write'] },
  'add-contact-to-workflow': { scopes: ['contacts.write'] },
  'delete-contact-from-workflow': { scopes: ['contacts.write'] },
  'get-campaigns': { scopes: ['campaigns.readonly'] },
  'get-workflow': { scopes: ['workflows.readonly'] },
  // contactd's own: HighLevel's operations return additional addresses but do not accept them.
  'get-contact-addresses': { scopes: ['contacts.readonly'], version: 'optional' },
  'update-contact-addresses': { scopes: ['contacts.write'], version: 'optional' },
  // contactd's own: HighLevel merges contacts in its pages alone.
  'merge-contacts': { scopes: ['contacts.write'], version: 'optional', people: 'owners' },
  'list-duplicate-contacts': { scopes: ['contacts.readonly'], version: 'optional' },
  // contactd's own: HighLevel creates these in its pages, and in parts of its API that contactd does not have.
  'create-campaign': { scopes: ['contacts.write'], people: 'owners', version: 'optional' },
  'list-campaigns': { scopes: ['contacts.readonly'], version: 'optional' },
  'create-workflow': { scopes: ['contacts.write'], people: 'owners', version: 'optional' },
  'list-workflows': { scopes: ['contacts.readonly'], version: 'optional' },
  'create-appointment': { scopes: ['contacts.write'], version: 'optional' },
  'list-appointments': { scopes: ['contacts.readonly'], version: 'optional' },
  // contactd's own: HighLevel has webhooks of apps alone, and manages them in its pages.
  'list-webhooks': { scopes: ['webhooks.readonly'], tokens: 'location', version: 'optional' },
  'create-webhook': { scopes: ['webhooks.write'], tokens: 'location', version: 'optional' },
  'get-webhook': { scopes: ['webhooks.readonly'], tokens: 'location', version: 'optional' },
  'update-webhook': { scopes: ['webhooks.write'], tokens: 'location', version: 'optional' },
  'delete-webhook': { scopes: ['webhooks.write'], tokens: 'location', version: 'optional' },
  'list-webhook-deliveries': { scopes: ['webhooks.readonly'], tokens: 'location', version: 'optional' },
  'redeliver-webhook-events': { scopes: ['webhooks.write'], tokens: 'location', version: 'optional' },
  // contactd's own: HighLevel's pages create private integration tokens. No token creates others.
  'list-private-tokens': { scopes: ['oauth.readonly'], tokens: 'owner', version: 'optional' },
  'create-private-token': { scopes: ['oauth.write'], tokens: 'owner', version: 'optional' },
  'revoke-private-token': { scopes: ['oauth.write'], tokens: 'owner', version: 'optional' },
  // contactd's own: HighLevel's pages show the installed apps.
  'list-installed-apps': { scopes: ['oauth.readonly'], tokens: 'owner', version: 'optional' },
  'uninstall-app': { scopes: ['oauth.write'], tokens: 'owner', version: 'optional' },

  'get-location': { scopes: ['locations.readonly'] },
  'search-locations': { scopes: ['locations.readonly'] },
  // Only `Agency-Access` in the specification.
  'create-location': { scopes: ['locations.write'], tokens: 'company' },
  'put-location': { scopes: ['locations.write'], tokens: 'company' },
  'delete-location': { scopes: ['locations.internal-access-only'], tokens: 'company' },
  // The specification says `locations/write`, which is none of HighLevel's scopes.
  'get-location-permissions': { scopes: ['locations.write'], tokens: 'company', version: 'v3' },
  'update-location-permissions': { scopes: ['locations.write'], tokens: 'company', version: 'v3' },
  'get-conversation-channel': { scopes: ['locations.readonly'], tokens: 'location', version: 'v3' },
  'get-company': { scopes: ['companies.readonly'], tokens: 'company' },
  'get-timezones': { scopes: ['locations.readonly'] },
  'get-location-tags': { scopes: ['locations/tags.readonly'] },
  'create-tag': { scopes: ['locations/tags.write'] },
  'get-tag-by-id': { scopes: ['locations/tags.readonly'] },
  'update-tag': { scopes: ['locations/tags.write'] },
  'delete-tag': { scopes: ['locations/tags.write'] },
  // The specification names no scope for the four. These are in HighLevel's list of scopes.
  'create-recurring-task': { scopes: ['recurring-tasks.write'] },
  'get-recurring-task-by-id': { scopes: ['recurring-tasks.readonly'] },
  'update-recurring-task': { scopes: ['recurring-tasks.write'] },
  'delete-recurring-task': { scopes: ['recurring-tasks.write'] },
  'task-search': { scopes: ['locations/tasks.readonly'] },
  'get-custom-fields': { scopes: ['locations/customFields.readonly'] },
  'search-custom-fields': { scopes: ['locations/customFields.readonly'] },
  'create-custom-field': { scopes: ['locations/customFields.write'] },
  'get-custom-field': { scopes: ['locations/customFields.readonly'] },
  'update-custom-field': { scopes: ['locations/customFields.write'] },
  'delete-custom-field': { scopes: ['locations/customFields.write'] },
  'create-custom-field-folder': { scopes: ['locations/customFields.write'] },
  'update-custom-field-folder': { scopes: ['locations/customFields.write'] },
  'delete-custom-field-folder': { scopes: ['locations/customFields.write'] },
  'get-custom-fields-by-object-key': { scopes: ['locations/customFields.readonly'] },
  'get-custom-field-by-id': { scopes: ['locations/customFields.readonly'] },
  // The specification gives these three the operation ids of a location's fields.
  'create-custom-field-of-object': { scopes: ['locations/customFields.write'] },
  'update-custom-field-of-object': { scopes: ['locations/customFields.write'] },
  'delete-custom-field-of-object': { scopes: ['locations/customFields.write'] },
  'get-custom-values': { scopes: ['locations/customValues.readonly'] },
  'create-custom-value': { scopes: ['locations/customValues.write'] },
  'get-custom-value': { scopes: ['locations/customValues.readonly'] },
  'update-custom-value': { scopes: ['locations/customValues.write'] },
  'delete-custom-value': { scopes: ['locations/customValues.write'] },
  'GET-all-or-email-sms-templates': { scopes: ['locations/templates.readonly'] },
  'DELETE-an-email-sms-template': { scopes: ['locations/templates.readonly'], people: 'owners' },
  'upload-file-customFields': { scopes: ['locations/customFields.write'], people: 'everyone' },
  // contactd's own: HighLevel serves files at addresses that need no token.
  'download-document': {
    scopes: ['contacts.readonly', 'locations/customFields.readonly'],
    version: 'optional',
  },
  'delete-document': { scopes: ['contacts.write', 'locations/customFields.write'], version: 'optional' },

  // Only `Location-Access` in the specification.
  'get-user-by-location': { scopes: ['users.readonly'], tokens: 'location' },
  'get-user': { scopes: ['users.readonly'] },
  'search-users': { scopes: ['users.readonly'] },
  'filter-users-by-email': { scopes: ['users.readonly'], tokens: 'company' },
  'create-user': { scopes: ['users.write'] },
  'update-user': { scopes: ['users.write'] },
  'delete-user': { scopes: ['users.write'] },

  'create-business': { scopes: ['businesses.write'] },
  'update-business': { scopes: ['businesses.write'] },
  'delete-Business': { scopes: ['businesses.write'] },
  'get-business': { scopes: ['businesses.readonly'] },
  'get-businesses-by-location': { scopes: ['businesses.readonly'] },

  'create-opportunity': { scopes: ['opportunities.write'] },
  'get-opportunity': { scopes: ['opportunities.readonly'] },
  'update-opportunity': { scopes: ['opportunities.write'] },
  'update-opportunity-status': { scopes: ['opportunities.write'] },
  'delete-opportunity': { scopes: ['opportunities.write'] },
  'Upsert-opportunity': { scopes: ['opportunities.write'] },
  'add-followers-opportunity': { scopes: ['opportunities.write'] },
  'remove-followers-opportunity': { scopes: ['opportunities.write'] },
  'get-pipelines': { scopes: ['opportunities.readonly'] },
  'get-lost-reason': { scopes: ['opportunities.readonly'] },
  'search-opportunity': { scopes: ['opportunities.readonly'] },
  'search-opportunities-advanced': { scopes: ['opportunities.readonly'] },

  // `Agency-Access-Only` in the specification.
  'get-location-access-token': { scopes: ['oauth.write'], tokens: 'app-of-company' },
  'get-installed-location': { scopes: ['oauth.readonly'], tokens: 'app-of-company' },
} as const satisfies Record<string, OperationAccess>

export type OperationId = keyof typeof table

export const operationScopes: Readonly<Record<OperationId, OperationAccess>> = table

/**
 * Returns an operation's id and access for its route: `operation({ ...accessOf('add-tags'), … })`.
 * @param version of the path, for an operation that has one in the dated versions and another in v3.
 */
export const accessOf = (
  operationId: OperationId,
  version?: 'dated' | 'v3',
): { operationId: OperationId; access: Access } => ({
  operationId,
  access: { ...operationScopes[operationId], ...(version && { version }) },
})
