import type { Principal } from '../../auth/principal.ts'
import { parseInstant } from '../../lib/instant.ts'
import type { ApiContext } from '../api-context.ts'
import { workflowKind } from '../automations/automation.ts'
import { findPlaceOfMembership } from '../automations/require-membership.ts'
import { recordContactChange } from '../contacts/contact-store.ts'
import { writeToContact } from '../contacts/find-contact.ts'
import type { WorkflowBody } from './workflow-schemas.ts'
import { addToWorkflow, finishWorkflow } from './workflow-store.ts'

/** Add Contact to Workflow. A contact that is or was in it restarts. @throws ApiError 400, 403, 422. */
export const addContactToWorkflow = (
  { storage, clock }: ApiContext,
  principal: Principal,
  contactId: string,
  workflowId: string,
  body: WorkflowBody,
): Promise<void> =>
  writeToContact(storage, principal, contactId, async (tx, local) => {
    const place = await findPlaceOfMembership(tx, local, workflowKind, contactId, workflowId)
    const eventStartTime = parseInstant(body.eventStartTime ?? '') ?? null
    await tx.run(addToWorkflow, { ...place, workflowId, eventStartTime, now: clock.now() })
    await recordContactChange(tx, { locationId: place.locationId, id: contactId })
  })

/**
 * Delete Contact from Workflow: marks it as finished. A contact not in it is unaffected.
 * @throws ApiError 400, 403, 422.
 */
export const deleteContactFromWorkflow = (
  { storage, clock }: ApiContext,
  principal: Principal,
  contactId: string,
  workflowId: string,
): Promise<void> =>
  writeToContact(storage, principal, contactId, async (tx, local) => {
    const place = await findPlaceOfMembership(tx, local, workflowKind, contactId, workflowId)
    const finished = await tx.change(finishWorkflow, { ...place, workflowId, now: clock.now() })
    if (finished > 0) await recordContactChange(tx, { locationId: place.locationId, id: contactId })
  })
