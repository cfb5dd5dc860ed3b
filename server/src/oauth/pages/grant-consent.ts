import type { WriteTx } from '../../storage/storage.ts'
import { installApp } from '../install-app.ts'
import { findSession, type SessionRow } from '../sign-in-store.ts'
import type { AuthorizationRequest } from './authorization-request.ts'
import type { InstallPagesContext } from './install-request.ts'
import { findInstallTarget } from './place-choices.ts'

/**
 * Installs the app where the owner chooses, if the owner may grant it there.
 * @param sessionHash of a session that must still be valid.
 * @param place the owner's choice in the form.
 * @returns no owner if the session has ended, and no code if the choice is invalid.
 */
export async function grantConsent(
  tx: WriteTx,
  { clock, ids }: Pick<InstallPagesContext, 'clock' | 'ids'>,
  { app, redirectUri, scopes, codeChallenge }: AuthorizationRequest,
  { sessionHash, place }: { sessionHash: string; place: unknown },
): Promise<{ owner?: SessionRow | undefined; code?: string }> {
  const owner = await tx.get(findSession, { hash: sessionHash, now: clock.now() })
  const chosen = owner && (await findInstallTarget(tx, owner.companyId, place))
  if (!owner || !chosen) return { owner }
  const installation = {
    clientId: app.clientId,
    companyId: owner.companyId,
    locationId: chosen.locationId,
    userId: owner.userId,
    redirectUri,
    scopes,
    ...(codeChallenge !== undefined && { codeChallenge }),
  }
  const { code } = await installApp(tx, { clock, ids }, installation)
  return { owner, code }
}
