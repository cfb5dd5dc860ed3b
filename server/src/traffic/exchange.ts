import type { IncomingMessage, ServerResponse } from 'node:http'
import { TLSSocket } from 'node:tls'
import type { AnyRequest, Reply } from '../http/messages.ts'
import { monotonicMs } from '../lib/clock.ts'
import { maxBodyLength } from './recorded-text.ts'

/** A request and its answer, while they are in progress. */
export class Exchange {
  readonly raw: IncomingMessage
  readonly answer: ServerResponse
  /** The id where no trace id comes. */
  readonly id: string
  readonly at: number
  /** What the server makes of the request; undefined until it is served. */
  request: AnyRequest | undefined
  fault: string | undefined
  /** Of the answer; empty if it has none. */
  contentType = ''
  /** Knows which custom fields the server has dropped; undefined until it is served. */
  reply: Pick<Reply, 'ignoredFields'> | undefined
  readonly #startedAt = monotonicMs()
  #chunks: Buffer[] = []
  #length = 0

  constructor(raw: IncomingMessage, answer: ServerResponse, { id, at }: { id: string; at: number }) {
    this.raw = raw
    this.answer = answer
    this.id = id
    this.at = at
  }

  get durationMs(): number {
    return Math.round((monotonicMs() - this.#startedAt) * 100) / 100
  }

  /** The body of the answer; undefined without one, and above the limit. */
  get responseText(): string | undefined {
    if (this.#length === 0 || this.#length > maxBodyLength) return undefined
    return Buffer.concat(this.#chunks).toString()
  }

  /** Collects a part of the body of the answer. @returns its bytes. */
  collect(chunk: unknown, encoding: unknown): Buffer {
    const bytes = bytesOf(chunk, encoding)
    this.#length += bytes.length
    if (this.#length <= maxBodyLength) this.#chunks.push(bytes)
    else this.#chunks = []
    return bytes
  }
}

function bytesOf(chunk: unknown, encoding: unknown): Buffer {
  if (typeof chunk === 'string') return Buffer.from(chunk, encodingOf(encoding))
  return chunk instanceof Uint8Array
    ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
    : Buffer.alloc(0)
}

const encodingOf = (encoding: unknown): BufferEncoding | undefined =>
  typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : undefined

/** The console asks for requests every second, and would see its own. */
export const isOfConsole = (url: string): boolean => /^\/_contactd\/(?:requests|session)(?:[/?]|$)/.test(url)

type End = ServerResponse['end']
type Write = ServerResponse['write']
type WriteHead = ServerResponse['writeHead']

/** Ways to send an answer that is complete. None of them needs to be called. */
interface Sending {
  send(): void
  /** Sends half of the body, and ends the connection. */
  sendHalf(): void
}

/**
 * Watches an answer being written.
 * @param holds whether its body is held back until the end.
 * @param onEnd called when the answer is complete, before its last byte is sent.
 */
export function watchAnswer(exchange: Exchange, holds: boolean, onEnd: (sending: Sending) => void): void {
  const { answer } = exchange
  const write = answer.write.bind(answer) as (...args: unknown[]) => boolean
  const end = answer.end.bind(answer) as (...args: unknown[]) => ServerResponse
  const writeHead = answer.writeHead.bind(answer) as (...args: unknown[]) => ServerResponse
  answer.writeHead = ((...args: unknown[]) => {
    // Headers that are passed here are not stored.
    const headers = Object(args.find((argument) => typeof argument === 'object')) as Record<string, unknown>
    exchange.contentType = String(headers['content-type'] ?? answer.getHeader('content-type') ?? '')
    return writeHead(...args)
  }) as WriteHead
  const held: Buffer[] = []
  let hasEnded = false
  answer.write = ((...args: unknown[]) => {
    // Some responses write the last part themselves when they end.
    if (hasEnded) return write(...args)
    const bytes = exchange.collect(args[0], args[1])
    if (!holds) return write(...args)
    held.push(bytes)
    const done = args.findLast((argument) => typeof argument === 'function')
    if (done) process.nextTick(done as () => void)
    return true
  }) as Write
  answer.end = ((...args: unknown[]) => {
    if (hasEnded) return end(...args)
    hasEnded = true
    held.push(exchange.collect(args[0], args[1]))
    exchange.contentType ||= String(answer.getHeader('content-type') ?? '')
    onEnd({
      send: () => (holds ? end(Buffer.concat(held)) : end(...args)),
      sendHalf() {
        const body = Buffer.concat(held)
        const half = body.subarray(0, Math.floor(body.length / 2))
        if (half.length === 0) resetConnection(exchange)
        else write(half, () => exchange.raw.socket.destroySoon())
      },
    })
    return answer
  }) as End
}

/** Ends the connection without an orderly end: with a reset, or under TLS without a goodbye. */
export function resetConnection({ raw: { socket } }: Exchange): void {
  if (socket instanceof TLSSocket) socket.destroy()
  else socket.resetAndDestroy()
}
