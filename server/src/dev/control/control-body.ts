import type { IncomingMessage } from 'node:http'
import { maxJsonDepth } from '../../http/bounds.ts'
import { shapeOf } from '../../http/json-shape.ts'
import { ControlError } from './control-error.ts'

/** A seed of some thousand contacts fits. */
const maxBodyBytes = 16 * 1024 * 1024

/**
 * Reads the body of a request to the control plane.
 * @returns undefined for an empty one.
 * @throws ControlError 415 if it is not sent as JSON, 413 if it is too large, 422 if it is not well-formed, 400 if it ends
 * early.
 */
export async function readControlBody(raw: IncomingMessage): Promise<unknown> {
  const type = raw.headers['content-type']
  // A page of another origin can't send this type without asking first.
  if (type !== undefined && !/^application\/json *(;|$)/i.test(type))
    throw new ControlError(415, 'The body must be sent as application/json.')
  const body = await receive(raw)
  if (body.length === 0) return undefined
  if (type === undefined) throw new ControlError(415, 'The body must be sent as application/json.')
  return parseControlBody(body)
}

/** @throws ControlError 413; 400 if it ends early. */
async function receive(raw: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    // The connection stays: the client shall read why it is refused.
    for await (const chunk of raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      length += chunk.length
      if (length > maxBodyBytes) break
      chunks.push(chunk)
    }
  } catch {
    // The client is gone.
    throw new ControlError(400, 'The body ended early.')
  }
  if (length > maxBodyBytes) throw new ControlError(413, `The body is larger than ${maxBodyBytes} bytes.`)
  return Buffer.concat(chunks)
}

/**
 * Gives a value of a program in this process the form that it has over HTTP.
 * @throws ControlError 422 if it is no JSON.
 */
export function asControlBody(value: unknown): unknown {
  if (value === undefined) return undefined
  let text: string | undefined
  try {
    text = JSON.stringify(value)
  } catch (error) {
    // It is circular, or too deep.
    throw notJson(error)
  }
  return text === undefined ? undefined : parseControlBody(Buffer.from(text))
}

/** @throws ControlError 422 */
function parseControlBody(body: Buffer): unknown {
  // What is too deep can't be written as JSON again.
  if (shapeOf(body, Number.POSITIVE_INFINITY).depth > maxJsonDepth)
    throw new ControlError(422, `The body is nested deeper than ${maxJsonDepth} levels.`)
  try {
    return JSON.parse(body.toString())
  } catch (error) {
    throw notJson(error)
  }
}

const notJson = (error: unknown) =>
  new ControlError(422, `The body is not JSON: ${(error as Error).message.split('\n', 1)[0]}`)
