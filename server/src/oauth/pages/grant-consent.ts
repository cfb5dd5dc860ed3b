import type { WriteTx } from '../../storage/storage.ts'
import { installApp } from '../install-app.ts'
import { findSession, type SessionRow } from '../sign-in-store.ts'
import type { AuthorizationRequest } from './authorization-request.ts'
import { findPlace } from './place-choices.ts'
import type { InstallPagesContext } from './visit.ts'

/**
 * Installs the app where the owner says, if that place is the owner's to give.
 * @param sessionHash whose session must live still.
 * @param place the owner's choice, as the form has it.
 * @returns no owner where the session has ended, and no code where the choice is none.
 */
export async function grantConsent(
  tx: WriteTx,
  { clock, ids }: Pick<InstallPagesContext, 'clock' | 'ids'>,
  { app, redirectUri, scopes, codeChallenge }: AuthorizationRequest,
  { sessionHash, place }: { sessionHash: string; place: unknown },
): Promise<{ owner?: SessionRow | undefined; code?: string }> {
  const owner = await tx.get(findSession, { hash: sessionHash, now: clock.now() })
  const chosen = owner && (await findPlace(tx, owner.companyId, place))
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
