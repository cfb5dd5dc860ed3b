import { statement } from '../../storage/statement.ts'

type Place = { locationId: string; contactId: string }

/** The locations that remember having deleted a contact. */
export const listLocationsOfDeleted = statement<{ id: string; limit: number }, { locationId: string }>(
  'list-locations-of-deleted-contact',
  `SELECT location_id AS "locationId" FROM deleted_contacts WHERE contact_id = :id
   ORDER BY location_id LIMIT :limit`,
)

export const forgetDeleted = statement<Place>(
  'forget-deleted-contact',
  'DELETE FROM deleted_contacts WHERE location_id = :locationId AND contact_id = :contactId',
)

export const forgetContactChanges = statement<Place>(
  'forget-changes-of-contact',
  'DELETE FROM contact_changes WHERE location_id = :locationId AND contact_id = :contactId',
)

export const forgetOpportunityChanges = statement<{ locationId: string; id: string }>(
  'forget-changes-of-opportunity',
  'DELETE FROM opportunity_changes WHERE location_id = :locationId AND opportunity_id = :id',
)

/** A tag of a location, by its name. */
export const deleteTagNamed = statement<{ locationId: string; name: string }>(
  'delete-tag-named',
  'DELETE FROM location_tags WHERE location_id = :locationId AND name = :name',
)
