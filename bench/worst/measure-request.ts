import { request } from 'node:http'
import { memoryOf } from '../process-facts.ts'
import type { MeasuredServer } from '../servers.ts'

/** A complete request. */
export interface HeavyRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  token: string
  body?: object | Buffer
  headers?: Readonly<Record<string, string>>
}

/** The cost of one request. */
export interface RequestCost {
  status: number
  answerBytes: number
  /** The CPU time of the longest turn of the event loop, in milliseconds. */
  longestTurnMs: number
  /** The maximum increase of the process's memory over its previous size, without mapped files. */
  grownBytes: number
  elapsedMs: number
}

/** Linux reports the current memory without mapped files, but not its maximum, so it is sampled. */
const sampleEveryMs = 1

/** Sends one request to an otherwise idle server. */
export async function measureRequest(server: MeasuredServer, sent: HeavyRequest): Promise<RequestCost> {
  const { pid } = server
  await server.collectGarbage()
  const memory = () => memoryOf(pid).anonymous
  const before = memory()
  let most = before
  const sampling = setInterval(() => {
    most = Math.max(most, memory())
  }, sampleEveryMs)
  const endWatch = await server.watchTurns()
  const startedAt = performance.now()
  const { status, answerBytes } = await send(server.port, sent)
  const elapsedMs = performance.now() - startedAt
  clearInterval(sampling)
  const longestTurnMs = (await endWatch()) / 1000
  return { status, answerBytes, longestTurnMs, grownBytes: most - before, elapsedMs }
}

/** Reads and discards the response. */
export function send(
  port: number,
  { method, path, token, body, headers }: HeavyRequest,
): Promise<{ status: number; answerBytes: number }> {
  const content = body === undefined || Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body))
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method,
        agent: false,
        headers: {
          authorization: `Bearer ${token}`,
          version: '2021-07-28',
          ...(content && { 'content-type': 'application/json', 'content-length': content.length }),
          ...headers,
        },
      },
      (response) => {
        let answerBytes = 0
        response.on('data', (chunk: Buffer) => {
          answerBytes += chunk.length
        })
        response.once('end', () => resolve({ status: response.statusCode ?? 0, answerBytes }))
        response.once('error', reject)
      },
    )
    outgoing.once('error', reject)
    outgoing.end(content)
  })
}
