import type { IncomingMessage } from 'node:http'
import { hasSeveralHosts, hostnameOf, isLoopback } from '../../http/host-guard.ts'
import { isSameSecret } from '../../lib/is-same-secret.ts'
import { ControlError } from './control-error.ts'

/**
 * Lets in whoever may control the server: programs on this machine, or those that know the control token. A web page
 * that is open in a browser of this machine is none of them.
 * @param controlToken what requests must send as a bearer token; undefined on loopback.
 * @throws ControlError 403; 401 without the token.
 */
export function requireController(
  { headers, rawHeaders }: Pick<IncomingMessage, 'headers' | 'rawHeaders'>,
  controlToken: string | undefined,
): void {
  const { host = '', origin, authorization } = headers
  if (hasSeveralHosts(rawHeaders)) throw new ControlError(403, 'The request has several Host headers.')
  // A name that resolves to 127.0.0.1 (DNS rebinding) is no name of loopback. In a container any name may be right.
  if (controlToken === undefined && !isLoopback(hostnameOf(host)))
    throw new ControlError(403, 'The control plane answers on localhost only.')
  if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`)
    throw new ControlError(403, 'The control plane answers no page of another origin.')
  if (!['same-origin', 'none'].includes(String(headers['sec-fetch-site'] ?? 'none')))
    throw new ControlError(403, 'The control plane answers no page of another site.')
  const [, token = ''] = /^bearer +(\S+)$/i.exec(authorization ?? '') ?? []
  if (controlToken !== undefined && !isSameSecret(token, controlToken))
    throw new ControlError(401, 'The control plane wants the control token, as a bearer token.')
}
