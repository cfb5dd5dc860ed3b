import { describe, expect, it } from 'vitest'
import { bytesPerChunk, chunkCounts, chunkCountsOfRows, chunkName, columnChunks } from './column-chunks.ts'

const sizes = [0, 1, bytesPerChunk - 1, bytesPerChunk, bytesPerChunk + 1, 3 * bytesPerChunk + 5]

describe('the chunks of a column', () => {
  it.each(sizes)('of %i bytes match their count, are small, and add up to the column', (size) => {
    const content = Buffer.alloc(size, 'some text ')
    const parts = [...columnChunks('customFields.a.b', content)]
    expect(Buffer.concat(parts.map(([, part]) => part)).equals(content)).toBe(true)
    for (const [, part] of parts) expect(part.byteLength).toBeLessThanOrEqual(bytesPerChunk)
    expect(parts.map(([name]) => name)).toEqual(parts.map((_, at) => chunkName('customFields.a.b', at)))
    expect(chunkCounts(new Map([['customFields.a.b', content]]))).toEqual(
      new Map([['customFields.a.b', parts.length]]),
    )
  })

  it('are counted from the names of all rows, in any order', () => {
    const large = Buffer.alloc(2 * bytesPerChunk + 1)
    const columns = new Map([
      ['', large],
      ['email', Buffer.alloc(1)],
      ['city', large],
    ])
    const names = [...columns].flatMap(([name, content]) =>
      [...columnChunks(name, content)].map(([row]) => row),
    )
    expect(chunkCountsOfRows(names.toSorted())).toEqual(chunkCounts(columns))
    expect(new Set(names).size).toBe(7)
  })

  it('are posted to another thread without a larger buffer', () => {
    const content = Buffer.alloc(2 * bytesPerChunk)
    for (const [, part] of columnChunks('email', content)) expect(part.buffer.byteLength).toBe(bytesPerChunk)
  })
})
