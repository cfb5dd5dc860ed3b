import type { Json } from './json.ts'
import type { RequestCase } from './request-case.ts'
import { fillIn, type Template } from './template.ts'

const timeoutMs = 30_000
/** The maximum size of a response. */
const maxAnswerBytes = 16 * 1024 ** 2

/** The response to a request. */
export interface Answer {
  status: number
  /** The body; undefined if it is not JSON. */
  body: Json | undefined
}

/**
 * Sends a request.
 * @param route `/contacts/{contactId}`
 * @param token undefined for none.
 * @param things the created records, by name.
 * @throws Error if there is no response, or it is too long.
 */
export async function sendRequest(
  url: string,
  method: string,
  route: string,
  request: RequestCase,
  token: string | undefined,
  things: Readonly<Record<string, Json>>,
): Promise<Answer> {
  const path = route.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(text(request.path[name], things)),
  )
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(request.query)) {
    for (const one of [value].flat()) query.append(name, text(one, things))
  }
  const reply = await fetch(`${url}${path}${query.size > 0 ? `?${query}` : ''}`, {
    method,
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
    headers: {
      ...request.headers,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(request.body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(request.body !== undefined && { body: JSON.stringify(fillIn(request.body, things)) }),
  })
  return { status: reply.status, body: jsonOf(reply.headers.get('content-type') ?? '', await bounded(reply)) }
}

/** A value as text for a path or a query. */
function text(value: Template | undefined, things: Readonly<Record<string, Json>>): string {
  const filled = fillIn(value ?? '', things)
  return typeof filled === 'string' ? filled : JSON.stringify(filled)
}

async function bounded(reply: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of reply.body ?? []) {
    length += chunk.byteLength
    if (length > maxAnswerBytes) throw new Error(`The answer is longer than ${maxAnswerBytes} bytes.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function jsonOf(type: string, body: string): Json | undefined {
  if (!/^application\/(\w+\+)?json\b/.test(type)) return undefined
  try {
    return JSON.parse(body) as Json
  } catch {
    return undefined
  }
}
