import { version } from '../../lib/version.ts'
import type { OperationTool } from './operation-tools.ts'

/** The server that the tools call. */
export interface ApiServer {
  origin: string
  token: string
  /** The value of the `Version` header. */
  apiVersion: string
  /** The longest time that a response takes. */
  timeoutMs: number
  /** The part of a response that is read. */
  maxBytes: number
}

export interface OperationResponse {
  status: number
  /** In bytes of UTF-8 at most `maxBytes`. */
  text: string
  /** Whether there was more. */
  isCut: boolean
}

/** A call that got no response, as a sentence for the agent. */
export class CallError extends Error {
  override name = 'CallError'
}

type Arguments = Readonly<Record<string, unknown>>

/**
 * Calls an operation. The server checks the body and the query.
 * @param signal ends the call.
 * @throws CallError if the arguments form no request, or there is no response.
 */
export async function callOperation(
  operation: OperationTool,
  args: Arguments,
  server: ApiServer,
  signal: AbortSignal,
): Promise<OperationResponse> {
  const url = `${server.origin}${targetOf(operation, args)}`
  const timeout = AbortSignal.timeout(server.timeoutMs)
  try {
    const response = await fetch(url, {
      method: operation.method,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${server.token}`,
        version: server.apiVersion,
        'user-agent': `contactd-mcp/${version}`,
        ...(args.body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(args.body !== undefined && { body: JSON.stringify(args.body) }),
      // The token is for this server alone.
      redirect: 'manual',
      signal: AbortSignal.any([timeout, signal]),
    })
    return { status: response.status, ...(await beginningOf(response, server.maxBytes)) }
  } catch (error) {
    if (signal.aborted) throw error
    throw new CallError(
      timeout.aborted
        ? `${server.origin} has not answered within ${server.timeoutMs / 1000} seconds.${doubtAbout(operation)}`
        : noAnswer(operation, server.origin, error),
    )
  }
}

/** The path and the query of a request. @throws CallError */
export function targetOf({ tool, path, parameters }: OperationTool, args: Arguments): string {
  const known = Object.keys(tool.inputSchema.properties ?? {})
  const unknown = Object.keys(args).filter((name) => !known.includes(name))
  if (unknown.length > 0)
    throw new CallError(`${tool.name} has no ${unknown.join(', ')}: it takes ${known.join(', ')}.`)
  const query = new URLSearchParams()
  for (const { name, in: place } of parameters) {
    if (place === 'query') for (const value of [args[name] ?? []].flat()) query.append(name, String(value))
  }
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => segmentOf(name, args[name]))
  return query.size === 0 ? filled : `${filled}?${query}`
}

/** URLs drop the segments `.` and `..`, and an empty one leads to another operation. */
function segmentOf(name: string, value: unknown): string {
  if (typeof value !== 'string' || /^\.{0,2}$/.test(value)) throw new CallError(`${name} must be an id.`)
  try {
    return encodeURIComponent(value)
  } catch {
    throw new CallError(`${name} must be well-formed text.`)
  }
}

async function beginningOf({ body }: Response, maxBytes: number): Promise<{ text: string; isCut: boolean }> {
  // A character that is cut is left out.
  const decoder = new TextDecoder()
  let text = ''
  let left = maxBytes
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk.subarray(0, left), { stream: true })
    if (chunk.length > left) return { text, isCut: true }
    left -= chunk.length
  }
  return { text, isCut: false }
}

/** The errors after which no request was sent. */
const unsent = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']

function noAnswer(operation: OperationTool, origin: string, error: unknown): string {
  const { code, message } = ((error as Error).cause ?? error) as NodeJS.ErrnoException
  const doubt = unsent.includes(code ?? '') ? '' : doubtAbout(operation)
  return `${origin} does not answer (${code ?? message}): is the server running?${doubt}`
}

const doubtAbout = ({ isRead }: OperationTool): string =>
  isRead ? '' : ' It is unknown whether the change was made: read the data before you repeat it.'
