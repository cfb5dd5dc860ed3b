import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { Storage, WriteTx } from '../storage/storage.ts'
import { deleteAuditEventsBefore, findAuditEventSince, insertAuditEvent } from './audit-store.ts'

/** The kinds of events in the audit log. */
export type AuditKind =
  | 'token.created'
  | 'token.first-used'
  | 'token.revoked'
  | 'location.deleted'
  | 'app.created'
  | 'app.secret-rotated'
  | 'app.deleted'
  | 'app.installed'
  | 'app.authorized'
  | 'app.uninstalled'
  | 'grant.made'
  | 'code.reused'
  | 'code.refused'
  | 'refresh-token.reused'
  | 'client.refused'
  | 'user.password-set'
  | 'webhook.created'
  | 'webhook.updated'
  | 'webhook.deleted'
  | 'user.created'
  | 'user.updated'
  | 'user.deleted'
  | 'sign-in.succeeded'
  | 'sign-in.failed'

/** Only ids and names: no tokens, secrets, codes or passwords. */
export type AuditDetails = Record<string, string | readonly string[] | undefined>

/** How long an event is kept. */
export const keptMs = 90 * 24 * 60 * 60 * 1000
/** The same refusal is recorded once in this time. */
const refusalMs = 60 * 1000

interface Sources {
  clock: Clock
  ids: Ids
}

/** Records an event and the change that it describes in one transaction, and deletes events older than 90 days. */
export async function recordAudit(
  tx: WriteTx,
  { clock, ids }: Sources,
  kind: AuditKind,
  details: AuditDetails,
): Promise<void> {
  const now = clock.now()
  await tx.run(insertAuditEvent, { id: ids.next(), dateAdded: now, kind, details: JSON.stringify(details) })
  await tx.run(deleteAuditEventsBefore, { before: now - keptMs })
}

/**
 * Records a refusal, unless the same one was recorded within a minute: unauthenticated clients can cause any number of
 * refusals and must not fill the disk with them.
 */
export async function recordRefusal(
  storage: Storage,
  sources: Sources,
  kind: AuditKind,
  details: AuditDetails,
): Promise<void> {
  const like = { since: sources.clock.now() - refusalMs, kind, details: JSON.stringify(details) }
  if (await storage.read((tx) => tx.get(findAuditEventSince, like))) return
  await storage.write((tx) => recordAudit(tx, sources, kind, details), 'access')
}
