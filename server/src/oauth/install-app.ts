import { hash } from 'node:crypto'
import { findCompany } from '../api/companies/company-store.ts'
import { eventRecorder, type NewEvent } from '../api/events/record-events.ts'
import { recordAudit } from '../auth/audit.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { WriteTx } from '../storage/storage.ts'
import { installEvent, uninstallEvent } from './app-events.ts'
import { type InstalledPlace, subscribeApp, unsubscribeApp } from './app-webhooks.ts'
import { deleteCodesExpiredBefore, insertCode } from './code-store.ts'
import {
  findInstallation,
  type InstallationRow,
  insertInstallation,
  markUninstalled,
} from './installation-store.ts'

interface Sources {
  clock: Clock
  ids: Ids
}

/** The owner, the place and the scopes of an installation. The caller has checked all of them. */
export interface Installation extends InstalledPlace {
  userId: string | undefined
  redirectUri: string
  scopes: readonly string[]
  /** PKCE, S256. */
  codeChallenge?: string
}

/** How long a code can be exchanged. */
const codeLifetimeMs = 10 * 60 * 1000
/** A code is stored longer than it is valid, so that a second use is recognised. */
const codeKeptMs = 24 * 60 * 60 * 1000

/** 244 random bits. */
const newCode = (ids: Ids) => `${ids.uuid()}${ids.uuid()}`.replaceAll('-', '')

/** The hash under which a code is stored. */
export const hashCode = (code: string): string => hash('sha256', code, 'base64url')

/**
 * Installs an app in a location or a company, unless it is installed there, lets its webhook take the events that the
 * scopes allow, and creates the code for its tokens:
 * single use, valid for ten minutes, bound to the client and the redirect URI.
 */
export async function installApp(
  tx: WriteTx,
  sources: Sources,
  spec: Installation,
): Promise<{ code: string }> {
  const { clock, ids } = sources
  const now = clock.now()
  const where = { clientId: spec.clientId, companyId: spec.companyId, locationId: spec.locationId ?? null }
  const installed = await tx.get(findInstallation, where)
  const installationId = installed?.id ?? ids.next()
  if (!installed) {
    await tx.run(insertInstallation, {
      id: installationId,
      ...where,
      userId: spec.userId ?? null,
      dateAdded: now,
    })
  }
  const { clientId, companyId, locationId, userId, scopes } = spec
  await subscribeApp(tx, sources, { clientId, companyId, locationId }, scopes)
  if (!installed) {
    const { name } = (await tx.get(findCompany, { id: companyId })) ?? {}
    await recordEvent(tx, sources, spec, installEvent(spec, { userId, companyName: name }))
  }
  const kind = installed ? 'app.authorized' : 'app.installed'
  await recordAudit(tx, sources, kind, { clientId, companyId, locationId, userId, scopes })
  const code = newCode(ids)
  await tx.run(deleteCodesExpiredBefore, { before: now - codeKeptMs })
  await tx.run(insertCode, {
    hash: hashCode(code),
    installationId,
    redirectUri: spec.redirectUri,
    scopes: spec.scopes.join(' '),
    codeChallenge: spec.codeChallenge ?? null,
    dateExpires: now + codeLifetimeMs,
  })
  return { code }
}

/**
 * Uninstalls an app; its tokens for that place are refused from then on.
 * @param by the id of the user who asks for it; missing for commands.
 * @returns undefined if it is not installed.
 */
export async function uninstallApp(
  tx: WriteTx,
  sources: Sources,
  where: InstalledPlace,
  by?: string,
): Promise<InstallationRow | undefined> {
  const { clientId, companyId, locationId } = where
  const installed = await tx.get(findInstallation, { clientId, companyId, locationId: locationId ?? null })
  if (!installed) return undefined
  await tx.run(markUninstalled, { id: installed.id, dateUninstalled: sources.clock.now() })
  await recordEvent(tx, sources, where, uninstallEvent(where))
  await unsubscribeApp(tx, where)
  await recordAudit(tx, sources, 'app.uninstalled', { clientId, companyId, locationId, by })
  return installed
}

/** Records an event where an app is installed. */
async function recordEvent(
  tx: WriteTx,
  { clock, ids }: Sources,
  { companyId, locationId }: InstalledPlace,
  event: NewEvent,
): Promise<void> {
  const recording = { locationId: locationId ?? companyId, ids, at: clock.now() }
  const events = await eventRecorder(tx, recording)
  await events.record(() => [event])
}
