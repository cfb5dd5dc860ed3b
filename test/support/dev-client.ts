import { request } from 'node:http'
import { text } from 'node:stream/consumers'

export interface DevReply<Body> {
  status: number
  headers: NodeJS.Dict<string | string[]>
  body: Body
}

export interface DevServerAddress {
  url: string
  token: string
}

/**
 * Sends a request on a connection of its own.
 * @param body sent as JSON; a string is sent unchanged.
 * @param headers override the usual ones.
 * @throws the error of a connection that ends without a response.
 */
export async function send<Body = Record<string, unknown>>(
  url: string,
  method: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<DevReply<Body>> {
  const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
  const typed = payload === undefined ? {} : { 'content-type': 'application/json' }
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, agent: false, headers: { ...typed, ...headers } }, (incoming) => {
      text(incoming).then((received) => {
        const isJson = String(incoming.headers['content-type']).startsWith('application/json')
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          body: isJson ? JSON.parse(received) : received,
        })
      }, reject)
    })
    outgoing.on('error', reject).end(payload)
  })
}

/** Sends a request to the control plane of a development server. */
export const control = <Body = Record<string, unknown>>(
  { url }: Pick<DevServerAddress, 'url'>,
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => send<Body>(`${url}/_contactd/dev${path}`, method, body, headers)

/** Sends a request to the API of a development server, with its token. */
export const api = <Body = Record<string, unknown>>(
  { url, token }: DevServerAddress,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) =>
  send<Body>(`${url}${path}`, method, body, {
    authorization: `Bearer ${token}`,
    version: '2021-07-28',
    ...headers,
  })
