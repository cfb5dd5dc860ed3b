/**
 * What an update does to the database, and nothing else: the contact read and locked, written again, its change noted
 * down for the search index. Parameters: the location, the contact, the time, the document.
 */
export const transaction = {
  find: 'SELECT document FROM contacts WHERE location_id = $1 AND id = $2 FOR UPDATE',
  save: 'UPDATE contacts SET date_updated = $3, document = $4 WHERE location_id = $1 AND id = $2',
  note: 'INSERT INTO contact_changes (location_id, contact_id) VALUES ($1, $2)',
}
