import type { Principal } from '../../auth/principal.ts'
import type { Clock } from '../../lib/clock.ts'
import { parseInstant } from '../../lib/instant.ts'
import type { WriteTx } from '../../storage/storage.ts'
import type { ApiContext } from '../api-context.ts'
import { workflowKind } from '../automations/automation.ts'
import { findPlaceOfMembership } from '../automations/require-membership.ts'
import { recordContactChange } from '../contacts/contact-store.ts'
import { type ContactRef, writeToContact } from '../contacts/find-contact.ts'
import type { WorkflowBody } from './workflow-schemas.ts'
import { addToWorkflow, contactIsInWorkflow, finishWorkflow } from './workflow-store.ts'

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
    await enterWorkflow(tx, clock, place, workflowId, body)
  })

/** Adds a contact to a workflow of its location. One that is or was in it restarts. */
export async function enterWorkflow(
  tx: WriteTx,
  clock: Clock,
  place: ContactRef,
  workflowId: string,
  body: WorkflowBody,
): Promise<void> {
  const eventStartTime = parseInstant(body.eventStartTime ?? '') ?? null
  await tx.run(addToWorkflow, { ...place, workflowId, eventStartTime, now: clock.now() })
  await recordContactChange(tx, { locationId: place.locationId, id: place.contactId })
}

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
    await leaveWorkflow(tx, clock, place, workflowId)
  })

/** Marks a contact as finished in a workflow. One not in it is unaffected. */
export async function leaveWorkflow(
  tx: WriteTx,
  clock: Clock,
  place: ContactRef,
  workflowId: string,
): Promise<void> {
  if (!(await tx.get(contactIsInWorkflow, { ...place, workflowId }))) return
  await tx.run(finishWorkflow, { ...place, workflowId, now: clock.now() })
  await recordContactChange(tx, { locationId: place.locationId, id: place.contactId })
}
