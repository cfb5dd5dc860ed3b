import { bytesPerChunk, columnChunks } from './column-chunks.ts'
import type { SegmentContent } from './segment.ts'

/** The most bytes of columns in one transaction. They take some milliseconds, so other writes do not wait long. */
const bytesPerWrite = bytesPerChunk

/** The chunks of a segment's columns, grouped by transaction. */
export function* writeBatches(content: SegmentContent): Generator<[string, Buffer][]> {
  let batch: [string, Buffer][] = []
  let bytes = 0
  for (const chunk of chunksOf(content)) {
    if (batch.length > 0 && bytes + chunk[1].byteLength > bytesPerWrite) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push(chunk)
    bytes += chunk[1].byteLength
  }
  yield batch
}

function* chunksOf(content: SegmentContent): Generator<[string, Buffer]> {
  for (const [name, column] of content) yield* columnChunks(name, column)
}
