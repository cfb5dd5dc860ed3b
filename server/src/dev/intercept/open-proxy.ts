import type { Server } from 'node:http'
import { systemClock as clock } from '../../lib/clock.ts'
import { openAuthority } from './authority.ts'
import { startProxy } from './proxy.ts'
import { stateFolder } from './state-folder.ts'

/** A proxy that leads requests to HighLevel to a server. */
export interface InterceptingProxy {
  proxyUrl: string
  tlsPort: number
  /** The certificate that clients must trust. */
  caFile: string
  close(): Promise<void>
}

/** The user's folder of certificates can't be used. */
export class AuthorityError extends Error {
  override name = 'AuthorityError'
}

/**
 * Starts a proxy in front of a server, with the authority of the user.
 * @param names those that the server answers for.
 * @throws AuthorityError
 */
export async function openProxy(
  server: Server,
  names: readonly string[],
  offline: boolean,
): Promise<InterceptingProxy> {
  const folder = stateFolder()
  // The system's clock: that of the server may be moved, and the one of its clients is not.
  const authority = await openAuthority({ names, folder, clock }).catch((error: NodeJS.ErrnoException) => {
    const hint = process.platform === 'linux' ? ' Name another folder with XDG_STATE_HOME.' : ''
    throw new AuthorityError(
      `The certificates of the proxy can't be kept in ${folder}: ${error.message}.${hint}`,
      { cause: error },
    )
  })
  const proxy = await startProxy({ server, names, authority, offline, env: process.env })
  return {
    proxyUrl: proxy.url,
    tlsPort: proxy.tlsPort,
    caFile: authority.caFile,
    close: () => proxy.close(),
  }
}
