/**
 * The access paths without a location: the statements on rows of locations that don't name one, and why. A
 * partitioned database runs them on all partitions. A test compares the list with every declared statement.
 */
export const withoutLocation: Readonly<Record<string, string>> = {
  // The caller knows only the record's id.
  'find-business-home': 'a business, for a token of a company or of another location',
  'find-contact-home': 'a contact, for a token of a company or of another location',
  'find-custom-field-home': 'a custom field of businesses, for a token of a company',
  'find-opportunity-home': 'an opportunity, for a token of a company or of another location',
  'find-deleted-contact-in-company': 'a deleted contact, for a token of a company',
  'find-document': 'the address of a document has no more than its id',
  'find-webhook-home': 'a webhook, for commands',
  'list-contact-locations': 'a contact, for commands',
  'list-locations-of-deleted-contact': 'a deleted contact, for commands',
  // Parts of a document that was found before.
  'find-document-chunk': 'a part of the content of a document',
  'find-document-size': 'what the removal of a document gives back',
  'insert-document-chunk': 'a part of the content of a document',
  'delete-document-chunks': 'the content of a document that goes',
  // A user may be in any location.
  'delete-locations-of-user': 'a user who is deleted or moved',
  'list-location-ids-of-user': 'a user who is shown',
  'list-webhooks': 'the webhooks of all locations, for commands',
  // The search index follows all locations.
  'count-contact-changes': 'how far the index is behind; stops at the number that it is asked for',
  'count-opportunity-changes': 'the same of opportunities',
  'list-locations-with-contact-changes': 'the locations whose index is behind, each found by the index on it',
  'list-locations-with-opportunity-changes': 'the same of opportunities',
  // The webhooks of an app, in all locations where it is or was installed, found by the index on it.
  'change-events-of-app-in-company': 'an app that is authorized again for its company',
  'end-webhooks-of-app': 'an app that is deleted',
  'end-webhooks-of-app-in-company': 'an app that is uninstalled from its company',
  'insert-webhook-of-app': 'an app that is installed: the location is that of the new row',
  'list-locations-without-webhook-of-app': 'an app that is installed for its company',
  // Run again and again by each node.
  'find-last-webhook-event': 'whether there are new events anywhere: the end of an index',
  'list-due-webhooks': 'webhooks with a delivery that is due, each found by the index on it',
  'list-webhooks-behind': 'webhooks with undelivered events: a row for each webhook',
  'find-next-webhook-outbox':
    'the next location with events or webhooks: the beginning of a part of two indexes',
  'list-finished-webhooks': 'webhooks of apps that were uninstalled, each found by the index on them',
  'list-unused-webhook-listeners': 'listeners that nobody has used for a day: there are few',
  'list-places-of-due-recurring-tasks': 'recurring tasks that are due, each found by the index on it',
  // Run at each scrape of the metrics.
  'count-pending-webhook-events': 'undelivered events, up to the number that it is asked for',
  'list-webhooks-behind-last-event': 'webhooks with undelivered events: a row for each webhook',
  // Run once, at startup: work that an earlier run has left.
  'list-contact-deletions': 'contacts that are being deleted',
  'list-deleted-businesses': 'businesses that are being deleted',
  'list-deleted-custom-fields': 'custom fields that are being deleted',
  'list-deleted-webhooks': 'webhooks that are being deleted',
  'list-deleted-documents': 'documents that are being deleted',
  'list-incomplete-documents': 'uploads that broke off',
  'list-tag-changes': 'tags that are being renamed or deleted',
  'next-location-with-expired-deleted-contacts': 'locations that still know of contacts deleted long ago',
}

/**
 * The changes among them that a write with the scope of a location may make: they concern a document that the write
 * has found or created in its location.
 */
export const changesWithinDocument: ReadonlySet<string> = new Set([
  'insert-document-chunk',
  'delete-document-chunks',
])
