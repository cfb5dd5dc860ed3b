/** The tables whose rows are not cached across requests: rows of single contacts, and rows that are used once. */
export const uncachedTables: ReadonlySet<string> = new Set([
  'contacts',
  'contact_changes',
  'contact_addresses',
  'deleted_contacts',
  'contact_deletions',
  'notes',
  'tasks',
  'appointments',
  'campaign_contacts',
  'workflow_contacts',
  'recurring_tasks',
  'opportunities',
  'opportunity_changes',
  'tag_changes',
  'documents',
  'document_chunks',
  'document_references',
  'document_bytes',
  'search_indexes',
  'search_segments',
  'search_columns',
  'opportunity_search_indexes',
  'opportunity_search_segments',
  'opportunity_search_columns',
  'webhook_progress',
  'webhook_events',
  'webhook_deliveries',
  'authorization_codes',
  'refresh_tokens',
  'sign_in_sessions',
  'audit_events',
  'write_checks',
])

/**
 * The tables that do not affect access: a change of their rows leaves cached tokens valid. A table that is not listed
 * here is assumed to affect access.
 */
export const tablesWithoutAccess: ReadonlySet<string> = new Set([
  ...uncachedTables,
  'location_tags',
  'custom_fields',
  'custom_field_folders',
  'custom_values',
  'templates',
  'businesses',
  'campaigns',
  'workflows',
  'pipelines',
  'lost_reasons',
  'webhooks',
])
