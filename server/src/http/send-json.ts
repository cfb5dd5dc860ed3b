import { Readable } from 'node:stream'
import { charactersPerPiece, JsonItems, type JsonPieces } from '../lib/json-items.ts'
import { ownTurn } from '../lib/own-turn.ts'
import type { Reply } from './messages.ts'
import { holdAnswer } from './waiting-answers.ts'

/** Text, or text in UTF-8. */
type Part = string | Uint8Array

/**
 * Sends text that is JSON already. Long text is encoded a piece a turn, so that other requests are answered meanwhile.
 * @param json the text, or its parts in their order; those in UTF-8 are sent as they are.
 */
export function sendJson<AnyReply extends Reply>(reply: AnyReply, json: string | readonly Part[]): AnyReply {
  reply.type('application/json; charset=utf-8')
  const parts = typeof json === 'string' ? [json] : json
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  if (length <= charactersPerPiece) {
    reply.send(together(parts))
    return reply
  }
  // Before it is encoded: many that are encoded at once would hold as much as many that wait.
  holdAnswer(reply, length)
  sendEncoded(reply, parts).catch((error: unknown) => reply.send(error))
  // A reply that a handler returns is awaited.
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
  // Known before the head is sent, so that a client can tell an answer that was cut short.
  reply.header('content-length', String(pieces.reduce((sum, piece) => sum + piece.length, 0)))
  reply.send(Readable.from(onePerTurn(pieces), { objectMode: false }))
}

/** A client that reads as fast as it is written to would be sent all of it in one turn: the system copies each piece. */
async function* onePerTurn(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) {
    yield piece
    await ownTurn()
  }
}

/** The same in pieces of about `charactersPerPiece`. No piece of text ends within a character. */
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
 * The items of a JSON list that come a slice a turn.
 * @param textOf JSON of one item; undefined for one that is left out.
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
