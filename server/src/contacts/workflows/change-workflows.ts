import { type Principal, scopeOf } from '../../auth/principal.ts'
import type { Checked } from '../../http/validation.ts'
import { parseInstant } from '../../lib/instant.ts'
import { workflowKind } from '../automations/automation.ts'
import { findPlaceOfMembership } from '../automations/find-place-of-membership.ts'
import type { ContactContext } from '../contact-context.ts'
import { recordContactChange } from '../contact-store.ts'
import type { WorkflowBody } from './workflow-schemas.ts'
import { addToWorkflow, finishWorkflow } from './workflow-store.ts'

/** Add Contact to Workflow. Whoever is in it, or was, starts anew. @throws ApiError 400, 403, 422. */
export const addContactToWorkflow = (
  { storage, clock }: ContactContext,
  principal: Principal,
  contactId: string,
  workflowId: string,
  body: Checked<WorkflowBody>,
): Promise<void> =>
  storage.write(async (tx) => {
    const place = await findPlaceOfMembership(tx, principal, workflowKind, contactId, workflowId)
    const eventStartTime = parseInstant(body.valid().eventStartTime ?? '') ?? null
    await tx.run(addToWorkflow, { ...place, workflowId, eventStartTime, now: clock.now() })
    await recordContactChange(tx, { locationId: place.locationId, id: contactId })
  }, scopeOf(principal))

/**
 * Delete Contact from Workflow: it has finished the workflow. Whoever is not in it stays out of it.
 * @throws ApiError 400, 403, 422.
 */
export const deleteContactFromWorkflow = (
  { storage, clock }: ContactContext,
  principal: Principal,
  contactId: string,
  workflowId: string,
  body: Checked<WorkflowBody>,
): Promise<void> =>
  storage.write(async (tx) => {
    const place = await findPlaceOfMembership(tx, principal, workflowKind, contactId, workflowId)
    body.valid()
    const finished = await tx.change(finishWorkflow, { ...place, workflowId, now: clock.now() })
    if (finished > 0) await recordContactChange(tx, { locationId: place.locationId, id: contactId })
  }, scopeOf(principal))
