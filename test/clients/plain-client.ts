import { expect } from 'vitest'

/** A response with a body of the caller's type, unchecked. */
export interface Answer<Body> {
  status: number
  body: Body
}

/**
 * A client as a function over `fetch`, as integrations write it.
 * @param headers sent with every request of any method.
 */
export function plainClient(url: string, token: string, headers: Record<string, string>) {
  return async <Body = Record<string, unknown>>(
    method: string,
    path: string,
    body?: object,
  ): Promise<Answer<Body>> => {
    const reply = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, version: '2021-07-28', ...headers },
      ...(body && { body: JSON.stringify(body) }),
    })
    expect(reply.headers.get('content-type')).toMatch(/^application\/json/)
    return { status: reply.status, body: (await reply.json()) as Body }
  }
}
