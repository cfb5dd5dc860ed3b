import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { areMergeable } from './segments/compaction-policy.ts'
import { mergeSegments } from './segments/merge-segments.ts'
import { MemorySegment, type Segment, type SegmentContent } from './segments/segment.ts'

/** The limits of unflushed segments, at which the index of a location is flushed. */
export const flushRows = 8192
const flushBytes = 16 * 1024 * 1024
/** The most unflushed segments. Each query scans all of them. */
const maxMemorySegments = 8

/** The unflushed segments of a location, oldest first. */
export class MemorySegments {
  readonly #newId: () => string
  #segments: MemorySegment[] = []

  constructor(newId: () => string) {
    this.#newId = newId
  }

  get list(): readonly MemorySegment[] {
    return this.#segments
  }

  get bytes(): number {
    return this.#segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  }

  /** Whether there is enough to flush. */
  get isFull(): boolean {
    return rowsOf(this.#segments) >= flushRows || this.bytes >= flushBytes
  }

  add(content: SegmentContent): void {
    this.#segments.push(new MemorySegment(this.#newId(), content))
  }

  remove(segments: readonly Segment[]): void {
    this.#segments = this.#segments.filter((segment) => !segments.includes(segment))
  }

  /**
   * Merges the two smallest neighbours until few segments are left, or none can be merged.
   * @param isFlushing whether the segments are being written to the database. They do not change then.
   */
  async merge(isFlushing: () => boolean): Promise<void> {
    while (!isFlushing() && this.#segments.length > maxMemorySegments) {
      const sizes = this.#segments.slice(1).map((_, at) => {
        const pair = this.#segments.slice(at, at + 2)
        return areMergeable(pair) ? rowsOf(pair) : Number.POSITIVE_INFINITY
      })
      const smallest = Math.min(...sizes)
      if (smallest === Number.POSITIVE_INFINITY) return
      const at = sizes.indexOf(smallest)
      const pair = this.#segments.slice(at, at + 2)
      const merged = await mergeSegments(pair, yieldToOthers)
      // A flush may have started or even ended meanwhile.
      if (isFlushing() || pair.some((segment, index) => this.#segments[at + index] !== segment)) return
      this.#segments.splice(at, 2, new MemorySegment(this.#newId(), merged))
    }
  }
}

const rowsOf = (segments: readonly Segment[]) => segments.reduce((sum, { rows }) => sum + rows, 0)
