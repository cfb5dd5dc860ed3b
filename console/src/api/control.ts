import { ApiFailure } from './failure.ts'

/** The token that `contactd dev --listen` asks for. In memory alone: closing the page forgets it. */
let controlToken: string | undefined

export const setControlToken = (token: string): void => {
  controlToken = token
}

/**
 * Calls the control plane of a development server.
 * @param path below `/_contactd/dev`.
 * @returns undefined for an empty answer.
 * @throws ApiFailure
 */
export async function control<Data = void>(method: string, path: string, body?: object): Promise<Data> {
  const response = await fetch(`/_contactd/dev${path}`, {
    method,
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(controlToken !== undefined && { authorization: `Bearer ${controlToken}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const value: unknown = text === '' ? undefined : JSON.parse(text)
  if (!response.ok) throw new ApiFailure(response.status, value)
  return value as Data
}
