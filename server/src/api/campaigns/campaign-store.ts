import { statement } from '../../storage/statement.ts'
import { automationStatements } from '../automations/automation-store.ts'

export const campaignStatements = automationStatements('campaign', 'NULL')

/** Changes nothing if the contact is already in the campaign. */
export const addToCampaign = statement<{
  locationId: string
  contactId: string
  campaignId: string
  now: number
}>(
  'add-contact-to-campaign',
  `INSERT INTO campaign_contacts (location_id, contact_id, campaign_id, status, date_added, date_updated)
   VALUES (:locationId, :contactId, :campaignId, 'added', :now, :now)
   ON CONFLICT (location_id, contact_id, campaign_id) DO UPDATE
   SET status = 'added', date_added = excluded.date_added, date_updated = excluded.date_updated
   WHERE campaign_contacts.status <> 'added'`,
)

/** Changes nothing if the contact is not in the campaign. */
export const removeFromCampaign = statement<{
  locationId: string
  contactId: string
  campaignId: string
  now: number
}>(
  'remove-contact-from-campaign',
  `UPDATE campaign_contacts SET status = 'removed', date_updated = :now
   WHERE location_id = :locationId AND contact_id = :contactId AND campaign_id = :campaignId
     AND status = 'added'`,
)

export const removeFromEveryCampaign = statement<{ locationId: string; contactId: string; now: number }>(
  'remove-contact-from-every-campaign',
  `UPDATE campaign_contacts SET status = 'removed', date_updated = :now
   WHERE location_id = :locationId AND contact_id = :contactId AND status = 'added'`,
)
