import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Fixtures } from '../../../../test/support/fixtures.ts'
import { HeldClock } from '../../../../test/support/held-clock.ts'
import { randomIds as ids } from '../../lib/ids.ts'
import { openStorage } from '../../storage/open-storage.ts'
import { statement } from '../../storage/statement.ts'
import type { Storage } from '../../storage/storage.ts'
import { defaultUploadQuotaBytes } from '../locations/bounds.ts'
import { deleteDocumentChunks, findDocument, findDocumentBytes } from './document-store.ts'
import {
  chunkBytes,
  completeDocuments,
  readDocument,
  removeAbandonedDocuments,
  removeDocument,
  storeDocument,
} from './documents.ts'

const listChunks = statement<{ documentId: string }, { number: number; bytes: number }>(
  'test-list-document-chunks',
  `SELECT number, LENGTH(content) AS "bytes" FROM document_chunks
   WHERE document_id = :documentId ORDER BY number`,
)
const countDocuments = statement<Record<string, never>, { documents: number; chunks: number }>(
  'test-count-documents',
  `SELECT (SELECT COUNT(*) FROM documents) AS "documents", (SELECT COUNT(*) FROM document_chunks) AS "chunks"`,
)

let clock: HeldClock
let storage: Storage
let locationId: string

beforeEach(async () => {
  clock = new HeldClock()
  storage = await openStorage({ database: 'sqlite::memory:', clock })
  const fixtures = new Fixtures({ storage, clock, ids })
  locationId = await fixtures.location(await fixtures.company())
})
afterEach(() => storage.close())

async function* piecesOf(sizes: readonly number[]): AsyncGenerator<Buffer> {
  for (const [index, size] of sizes.entries()) yield Buffer.alloc(size, index + 1)
}

async function gathered(content: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of content) pieces.push(piece)
  return Buffer.concat(pieces)
}

const store = (content: AsyncIterable<Buffer>, begun: string[] = [], quotaBytes = defaultUploadQuotaBytes) =>
  storeDocument(
    { storage, clock, ids },
    { locationId, fileName: 'f', mimeType: 'text/plain', content, quotaBytes },
    (id) => begun.push(id),
  )

const counts = () => storage.read((tx) => tx.get(countDocuments, {}))

async function contentOf(id: string): Promise<Buffer> {
  const document = await storage.read((tx) => tx.get(findDocument, { id }))
  if (!document) throw new Error('It is not found.')
  return gathered(readDocument(storage, document))
}

describe('a document', () => {
  it('is returned unchanged for any pieces it was sent in, stored in chunks of 256 KiB', async () => {
    const size = fc.oneof(
      fc.nat(2000),
      fc.nat(3 * chunkBytes),
      fc.constantFrom(0, chunkBytes - 1, chunkBytes),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(size, { maxLength: 5 }), async (sizes) => {
        const sent = await gathered(piecesOf(sizes))
        const stored = await store(piecesOf(sizes))
        expect(stored.sizeBytes).toBe(sent.length)
        await completeDocuments(storage, locationId, [stored])
        expect(sent.equals(await contentOf(stored.id))).toBe(true)
        const chunks = await storage.read((tx) => tx.all(listChunks, { documentId: stored.id }))
        expect(chunks.slice(0, -1).every((chunk) => chunk.bytes === chunkBytes)).toBe(true)
        expect(chunks.map((chunk) => chunk.number)).toEqual(chunks.map((_, index) => index))
      }),
      { numRuns: 30 },
    )
  })

  it('is not found before it is complete', async () => {
    const stored = await store(piecesOf([10]))
    expect(await storage.read((tx) => tx.get(findDocument, { id: stored.id }))).toBeUndefined()
    await completeDocuments(storage, locationId, [stored])
    expect(await storage.read((tx) => tx.get(findDocument, { id: stored.id }))).toMatchObject({
      sizeBytes: 10,
    })
  })

  it('reports its id before its content is aborted, so it can be removed', async () => {
    const begun: string[] = []
    async function* breaking(): AsyncGenerator<Buffer> {
      yield Buffer.alloc(2 * chunkBytes)
      throw new Error('broke off')
    }
    await expect(store(breaking(), begun)).rejects.toThrow('broke off')
    expect(await counts()).toEqual({ documents: 1, chunks: 2 })
    for (const id of begun) await removeDocument(storage, { id, locationId })
    expect(await counts()).toEqual({ documents: 0, chunks: 0 })
  })

  it('is never in memory as a whole: a chunk is on disk before the one after the next is read', async () => {
    let read = 0
    let mostAhead = 0
    async function* counted(): AsyncGenerator<Buffer> {
      for (; read < 20; read += 1) {
        const { chunks = 0 } = (await counts()) ?? {}
        mostAhead = Math.max(mostAhead, read - chunks)
        yield Buffer.alloc(chunkBytes)
      }
    }
    await store(counted())
    expect(mostAhead).toBeLessThanOrEqual(1)
    expect(await counts()).toEqual({ documents: 1, chunks: 20 })
  })
})

describe('removeAbandonedDocuments', () => {
  it('BR-092 removes only uploads that began more than a day ago and were never completed', async () => {
    const complete = await store(piecesOf([10]))
    await completeDocuments(storage, locationId, [complete])
    await store(piecesOf([chunkBytes * 40]))
    clock.advance(24 * 60 * 60 * 1000)
    const young = await store(piecesOf([10]))
    await removeAbandonedDocuments({ storage, clock, ids })
    expect(await counts()).toEqual({ documents: 3, chunks: 42 })
    clock.advance(1)
    await removeAbandonedDocuments({ storage, clock, ids })
    expect(await counts()).toEqual({ documents: 2, chunks: 2 })
    await completeDocuments(storage, locationId, [young])
    expect(await contentOf(young.id)).toHaveLength(10)
  })
})

describe('BR-464 the stored size of a location’s documents', () => {
  const held = async () => (await storage.read((tx) => tx.get(findDocumentBytes, { locationId })))?.bytes ?? 0

  it('counts each chunk when it is stored, and subtracts it when the document is removed', async () => {
    const before = await held()
    const document = await store(piecesOf([chunkBytes * 20 + 7]))
    expect(await held()).toBe(before + chunkBytes * 20 + 7)
    await removeDocument(storage, { ...document, locationId })
    expect(await held()).toBe(before)
    // Another process worked on it at the same time.
    await removeDocument(storage, { ...document, locationId })
    expect(await held()).toBe(before)
  })

  it('subtracts what an interrupted removal removed, and continues', async () => {
    const before = await held()
    const document = await store(piecesOf([chunkBytes * 40]))
    const removed = { documentId: document.id, limit: 16 }
    expect(await storage.write((tx) => tx.change(deleteDocumentChunks, removed), 'database')).toBe(16)
    await removeDocument(storage, { ...document, locationId })
    expect(await storage.read((tx) => tx.all(listChunks, { documentId: document.id }))).toEqual([])
    expect(await held()).toBe(before)
  })

  it('is subtracted once if two processes remove a document at the same time', async () => {
    const before = await held()
    const document = await store(piecesOf([chunkBytes * 40]))
    const remove = () => removeDocument(storage, { ...document, locationId })
    await Promise.all([remove(), remove()])
    expect(await storage.read((tx) => tx.all(listChunks, { documentId: document.id }))).toEqual([])
    expect(await held()).toBe(before)
  })

  it('accepts what just fits, and not a byte more', async () => {
    const quotaBytes = (await held()) + chunkBytes + 10
    const fits = await store(piecesOf([chunkBytes + 10]), [], quotaBytes)
    const begun: string[] = []
    await expect(store(piecesOf([1]), begun, quotaBytes)).rejects.toThrow(`${quotaBytes} bytes together`)
    await removeDocument(storage, { ...fits, locationId })
    for (const id of begun) await removeDocument(storage, { id, locationId })
  })

  it('is not exceeded by concurrent uploads', async () => {
    const before = await held()
    const quotaBytes = before + chunkBytes * 5
    const begun: string[] = []
    const uploads = Array.from({ length: 8 }, () => store(piecesOf([chunkBytes * 2]), begun, quotaBytes))
    const results = await Promise.allSettled(uploads)
    expect(await held()).toBeLessThanOrEqual(quotaBytes)
    expect(results.some(({ status }) => status === 'rejected')).toBe(true)
    for (const id of begun) await removeDocument(storage, { id, locationId })
    expect(await held()).toBe(before)
  })
})
