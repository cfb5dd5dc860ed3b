import { Agent, type IncomingHttpHeaders, request } from 'node:http'
import type { ContactReply, Method, Reply } from './server.ts'

/** Longer than any response takes: a hanging request fails its test. */
const timeoutMs = 15_000

/** One connection to a server, kept open between consecutive requests. */
export class HttpClient {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 })
  readonly #url: string
  readonly #token: string

  constructor({ url, token }: { url: string; token: string }) {
    this.#url = url
    this.#token = token
  }

  /**
   * Sends a request with the token and a served `Version`.
   * @param body sent as JSON; a string is sent unchanged.
   * @throws the connection's error if it ends without a response.
   */
  call<Body = ContactReply>(
    method: Method,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply<Body>> {
    const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
    return new Promise((resolve, reject) => {
      const outgoing = request(
        new URL(path, this.#url),
        {
          method,
          agent: this.#agent,
          timeout: timeoutMs,
          headers: {
            authorization: `Bearer ${this.#token}`,
            version: '2021-07-28',
            ...(payload !== undefined && {
              'content-type': 'application/json',
              'content-length': String(Buffer.byteLength(payload)),
            }),
            ...headers,
          },
        },
        (incoming) => {
          const chunks: Buffer[] = []
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
          incoming.on('error', reject)
          incoming.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8')
            const status = incoming.statusCode ?? 0
            resolve({ status, headers: incoming.headers, text, body: parsed(text, incoming.headers) as Body })
          })
        },
      )
      outgoing.on('timeout', () => outgoing.destroy(new Error(`${method} ${path} was not answered.`)))
      outgoing.on('error', reject)
      outgoing.end(payload)
    })
  }

  /** Closes the connection. */
  close(): void {
    this.#agent.destroy()
  }
}

function parsed(text: string, headers: IncomingHttpHeaders): unknown {
  const isJson = headers['content-type']?.startsWith('application/json')
  return isJson && text !== '' ? JSON.parse(text) : text
}
