import createClient, { type Client } from 'openapi-fetch'
import { ApiFailure } from './failure.ts'
import type { paths } from './schema.d.ts'
import { forgetTokens, tokenFor } from './session.ts'

/** The version of the API that the console speaks. */
export const apiVersion = '2021-07-28'

export type Api = Client<paths>

const clients = new Map<string, Api>()

/**
 * The client of the API, typed by `/openapi.json`. Use it with `dataOf`.
 * @param locationId the location of its requests; `''` for all locations of the company, which takes an owner.
 */
export function apiOf(locationId: string): Api {
  let client = clients.get(locationId)
  if (client === undefined) {
    client = createClient<paths>({ fetch: (request) => sendWithToken(locationId, request) })
    clients.set(locationId, client)
  }
  return client
}

/** Sends a request with a token of the session. @throws ApiFailure 401 if the session has ended. */
export async function sendWithToken(locationId: string, request: Request): Promise<Response> {
  const { method, headers, signal, url } = request
  if (!headers.has('version')) headers.set('version', apiVersion)
  // A body that is read can be sent twice, and the browser's tools show it.
  const isJson = headers.get('content-type')?.startsWith('application/json')
  const body = request.body === null ? null : isJson ? await request.text() : await request.arrayBuffer()
  const send = async () => {
    headers.set('authorization', `Bearer ${await tokenFor(locationId)}`)
    return fetch(url, { method, headers, body, signal })
  }
  const response = await send()
  if (response.status !== 401 || !(await isTokenRefused(response))) return response
  // The server has restarted from a seed, or a role has changed: the session may have a new token.
  forgetTokens()
  return send()
}

async function isTokenRefused(response: Response): Promise<boolean> {
  const body = (await response
    .clone()
    .json()
    .catch(() => ({}))) as { message?: string }
  return body.message === 'Invalid JWT'
}

/** The data of a response. @throws ApiFailure for an error. */
export async function dataOf<Data>(
  answer: Promise<{ data?: Data; error?: unknown; response: Response }>,
): Promise<Data> {
  const { data, error, response } = await answer
  if (!response.ok) throw new ApiFailure(response.status, error)
  return data as Data
}
