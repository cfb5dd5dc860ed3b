/** Every scope that a token can have, in HighLevel's spelling. */
export const scopes = [
  'contacts.readonly',
  'contacts.write',
  'locations.readonly',
  'locations.write',
  'locations.internal-access-only',
  'locations/customFields.readonly',
  'locations/customFields.write',
  'locations/customValues.readonly',
  'locations/customValues.write',
  'locations/templates.readonly',
  'locations/tags.readonly',
  'locations/tags.write',
  'locations/tasks.readonly',
  'locations/tasks.write',
  'companies.readonly',
  'campaigns.readonly',
  'workflows.readonly',
  'recurring-tasks.readonly',
  'recurring-tasks.write',
  'users.readonly',
  'users.write',
  'businesses.readonly',
  'businesses.write',
  'opportunities.readonly',
  'opportunities.write',
  'oauth.readonly',
  'oauth.write',
  // contactd's own.
  'webhooks.readonly',
  'webhooks.write',
  'requests.readonly',
] as const

export type Scope = (typeof scopes)[number]

const known: ReadonlySet<string> = new Set(scopes)

/** Whether a text is exactly one scope. */
export const isScope = (text: string): text is Scope => known.has(text)
