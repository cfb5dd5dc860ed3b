import { hash } from 'node:crypto'
import { recordAudit } from '../auth/audit.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { WriteTx } from '../storage/storage.ts'
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
export interface Installation {
  clientId: string
  companyId: string
  /** Undefined for the whole company. */
  locationId: string | undefined
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

export const hashCode = (code: string): string => hash('sha256', code, 'base64url')

/**
 * Installs an app in a location or a company, unless it is installed there, and creates the code for its tokens:
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
 * Uninstalls an app; its tokens for that place are refused from then on. @returns undefined if it is not installed.
 */
export async function uninstallApp(
  tx: WriteTx,
  sources: Sources,
  where: { clientId: string; companyId: string; locationId: string | undefined },
): Promise<InstallationRow | undefined> {
  const { clientId, companyId, locationId } = where
  const installed = await tx.get(findInstallation, { clientId, companyId, locationId: locationId ?? null })
  if (!installed) return undefined
  await tx.run(markUninstalled, { id: installed.id, dateUninstalled: sources.clock.now() })
  await recordAudit(tx, sources, 'app.uninstalled', { clientId, companyId, locationId })
  return installed
}
