import type { IncomingMessage } from 'node:http'
import { ControlError } from './control-error.ts'

/** A seed of some thousand contacts fits. */
const maxBodyBytes = 16 * 1024 * 1024

/**
 * Reads the body of a request to the control plane.
 * @returns undefined for an empty one.
 * @throws ControlError 415 if it is not sent as JSON, 413 if it is too large, 422 if it is not well-formed.
 */
export async function readControlBody(raw: IncomingMessage): Promise<unknown> {
  const type = raw.headers['content-type']
  // A page of another origin can't send this type without asking first.
  if (type !== undefined && !/^application\/json *(;|$)/i.test(type))
    throw new ControlError(415, 'The body must be sent as application/json.')
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of raw as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > maxBodyBytes) throw new ControlError(413, `The body is larger than ${maxBodyBytes} bytes.`)
    chunks.push(chunk)
  }
  if (length === 0) return undefined
  if (type === undefined) throw new ControlError(415, 'The body must be sent as application/json.')
  try {
    return JSON.parse(Buffer.concat(chunks).toString())
  } catch (error) {
    throw new ControlError(422, `The body is not JSON: ${(error as Error).message}`)
  }
}
