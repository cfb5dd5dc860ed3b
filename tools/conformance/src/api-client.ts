import { isObject, type Json, type JsonObject } from './json.ts'

const timeoutMs = 30_000

/** Sends a request that must succeed to the running server. */
export type ApiCall = (method: string, path: string, body?: Json) => Promise<JsonObject>

/**
 * @param url of the server.
 * @param token with every scope.
 * @returns a function that throws an Error if the server refuses the request.
 */
export const apiClient =
  (url: string, token: string): ApiCall =>
  async (method, path, body) => {
    const reply = await fetch(`${url}${path}`, {
      method,
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        authorization: `Bearer ${token}`,
        version: '2021-07-28',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await reply.text()
    if (!reply.ok) throw new Error(`${method} ${path} was answered ${reply.status} ${text.slice(0, 300)}`)
    const answer = JSON.parse(text) as Json
    return isObject(answer) ? answer : {}
  }

/** The text at a path in a response, such as the id of a new record. @throws Error if there is none. */
export function textAt(answer: Json, ...way: readonly string[]): string {
  let value: Json | undefined = answer
  for (const step of way) value = isObject(value) ? value[step] : undefined
  if (typeof value !== 'string') throw new Error(`The answer has no ${way.join('.')}.`)
  return value
}
