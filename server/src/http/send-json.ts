import { Readable } from 'node:stream'
import { charactersPerPiece, JsonItems, type JsonPieces } from '../lib/json-items.ts'
import { ownTurn } from '../lib/own-turn.ts'
import type { Reply } from './messages.ts'
import { holdAnswer } from './waiting-answers.ts'

/** Text, or its UTF-8 bytes. */
type Part = string | Uint8Array

/**
 * Sends JSON text. Long text is encoded in pieces, one per turn, so the server can handle other requests meanwhile.
 * @param json the text, or its parts in order; UTF-8 parts are sent as they are.
 */
export function sendJson<AnyReply extends Reply>(reply: AnyReply, json: string | readonly Part[]): AnyReply {
  reply.type('application/json; charset=utf-8')
  if (typeof json === 'string' && json.length <= charactersPerPiece) {
    reply.send(json)
    return reply
  }
  const parts = typeof json === 'string' ? [json] : json
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  if (length <= charactersPerPiece) {
    reply.send(together(parts))
    return reply
  }
  // Must precede encoding: many texts encoded at once would take as much memory as many waiting responses.
  holdAnswer(reply, length)
  sendEncoded(reply, parts).catch((error: unknown) => reply.send(error))
  // Fastify awaits a reply that a handler returns.
  return reply
}

const together = (parts: readonly Part[]): string | Buffer =>
  parts.every((part) => typeof part === 'string')
    ? parts.join('')
    : Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)))

async function sendEncoded(reply: Reply, parts: readonly Part[]): Promise<void> {
  const pieces: Uint8Array[] = []
  for (const piece of piecesOf(parts)) {
    pieces.push(typeof piece === 'string' ? Buffer.from(piece) : piece)
    if (typeof piece === 'string') await ownTurn()
  }
  // Must be set before the head is sent, so a client can detect a truncated response.
  reply.header('content-length', String(pieces.reduce((sum, piece) => sum + piece.length, 0)))
  reply.send(Readable.from(onePerTurn(pieces), { objectMode: false }))
}

/**
 * Yields one piece per turn. A client that reads as fast as the server writes would otherwise get everything in one
 * turn: the system copies each piece.
 */
async function* onePerTurn(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) {
    yield piece
    await ownTurn()
  }
}

/** Splits parts into pieces of about `charactersPerPiece`, never within a character. */
function* piecesOf(parts: readonly Part[]): Generator<Part> {
  let texts: string[] = []
  let characters = 0
  for (const piece of cut(parts)) {
    const isText = typeof piece === 'string'
    if (isText) {
      texts.push(piece)
      characters += piece.length
    }
    if (characters > 0 && (!isText || characters >= charactersPerPiece)) {
      yield texts.join('')
      texts = []
      characters = 0
    }
    if (!isText) yield piece
  }
  if (characters > 0) yield texts.join('')
}

function* cut(parts: readonly Part[]): Generator<Part> {
  for (const part of parts) {
    for (let from = 0; from < part.length; ) {
      const end = endOfPiece(part, from)
      yield typeof part === 'string' ? part.slice(from, end) : part.subarray(from, end)
      from = end
    }
  }
}

function endOfPiece(part: Part, from: number): number {
  const end = from + charactersPerPiece
  if (end >= part.length) return part.length
  const isWithinPair = typeof part === 'string' && (part.charCodeAt(end) & 0xfc00) === 0xdc00
  return isWithinPair ? end - 1 : end
}

/**
 * Produces the items of a JSON list, one slice per turn.
 * @param textOf returns the JSON of an item, or undefined to omit it.
 */
export async function jsonItems<Item>(
  slices: AsyncIterable<readonly Item[]>,
  textOf: (item: Item) => string | undefined,
): Promise<JsonPieces> {
  const items = new JsonItems()
  for await (const slice of slices) {
    for (const item of slice) {
      const text = textOf(item)
      if (text !== undefined) items.add(text)
    }
  }
  return items.end()
}

/** The parts of a JSON list whose items are JSON already. */
export const jsonList = (items: readonly string[]): string[] => [
  '[',
  ...items.flatMap((item, index) => (index === 0 ? [item] : [',', item])),
  ']',
]
