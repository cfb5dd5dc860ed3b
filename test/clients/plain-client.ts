import { expect } from 'vitest'

/** A response with a body of the caller's type, unchecked. */
export interface Answer<Body> {
  status: number
  body: Body
}

/**
 * A client as a function over `fetch`, as integrations write it.
 * @param headers sent with every request of any method. If they lack a content type, only requests with a body have one.
 */
export function plainClient(url: string, token: string, headers: Record<string, string>) {
  return async <Body = Record<string, unknown>>(
    method: string,
    path: string,
    body?: object,
  ): Promise<Answer<Body>> => {
    const sent = new Headers({ authorization: `Bearer ${token}`, version: '2021-07-28' })
    if (body) sent.set('content-type', 'application/json')
    for (const [name, value] of Object.entries(headers)) sent.set(name, value)
    const reply = await fetch(`${url}${path}`, {
      method,
      headers: sent,
      ...(body && { body: JSON.stringify(body) }),
    })
    expect(reply.headers.get('content-type')).toMatch(/^application\/json/)
    return { status: reply.status, body: (await reply.json()) as Body }
  }
}
