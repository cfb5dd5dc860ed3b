import type { Scope } from '../../auth/scopes.ts'

/** What each scope allows an app to do, as shown to the owner who grants it. */
export const scopeWords: Record<Scope, string> = {
  'contacts.readonly': 'See contacts',
  'contacts.write': 'Create, change and delete contacts',
  'locations.readonly': 'See the location and its settings',
  'locations.write': 'Create locations, and change them and their settings',
  'locations.internal-access-only': 'Delete locations with everything in them',
  'locations/customFields.readonly': 'See custom fields',
  'locations/customFields.write': 'Create, change and delete custom fields',
  'locations/customValues.readonly': 'See custom values',
  'locations/customValues.write': 'Create, change and delete custom values',
  'locations/templates.readonly': 'See and delete templates',
  'locations/tags.readonly': 'See tags',
  'locations/tags.write': 'Create, change and delete tags',
  'locations/tasks.readonly': 'See all tasks of the location',
  'locations/tasks.write': 'Create, change and delete tasks',
  'campaigns.readonly': 'See campaigns',
  'workflows.readonly': 'See workflows',
  'users.readonly': 'See users',
  'users.write': 'Create, change and delete users',
  'businesses.readonly': 'See businesses',
  'businesses.write': 'Create, change and delete businesses',
  'opportunities.readonly': 'See opportunities, pipelines and lost reasons',
  'opportunities.write': 'Create, change and delete opportunities',
  'oauth.readonly': 'See which locations the app is installed in',
  'oauth.write': 'Get access to single locations of the company',
}
