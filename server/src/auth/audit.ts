import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { Storage, WriteTx } from '../storage/storage.ts'
import { deleteAuditEventsBefore, findAuditEventSince, insertAuditEvent } from './audit-store.ts'

/** What the audit log tells of. */
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
  | 'user.created'
  | 'user.updated'
  | 'user.deleted'
  | 'sign-in.succeeded'
  | 'sign-in.failed'

/** Ids and names alone: no token, secret, code or password. */
export type AuditDetails = Record<string, string | readonly string[] | undefined>

/** How long an event is kept. */
export const keptMs = 90 * 24 * 60 * 60 * 1000
/** For how long one refusal stands for all that are like it. */
const refusalMs = 60 * 1000

interface Sources {
  clock: Clock
  ids: Ids
}

/** Writes an event with what it tells of, in one transaction, and lets go of what is older than 90 days. */
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
 * Writes a refusal, unless the very same was written within a minute: strangers can be refused as often as
 * they like, and must not fill the disk with it.
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
