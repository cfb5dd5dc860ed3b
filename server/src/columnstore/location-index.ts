import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { Storage } from '../storage/storage.ts'
import type { Backlog, Changed } from './backlog.ts'
import { ChangeLog } from './change-log.ts'
import { DocumentScan } from './document-scan.ts'
import type { IndexWrites } from './index-writes.ts'
import { loadSegments, openSegment } from './load-segments.ts'
import { MemorySegments } from './memory-segments.ts'
import { BitSet, writeBitSet } from './segments/bit-set.ts'
import type { ColumnCache } from './segments/column-cache.ts'
import { chunkCounts } from './segments/column-chunks.ts'
import { chooseCompaction, mergeableGroups } from './segments/compaction-policy.ts'
import type { DiskSegment } from './segments/disk-segment.ts'
import { mergeSegments } from './segments/merge-segments.ts'
import { MemorySegment, type Segment, type SegmentContent, type SegmentIds } from './segments/segment.ts'
import type { SegmentBuilder } from './segments/segment-builder.ts'
import { writeBatches } from './segments/write-batches.ts'
import type { DocumentSource } from './source.ts'

export interface IndexContext {
  storage: Pick<Storage, 'read'>
  source: DocumentSource
  writes: IndexWrites
  clock: Clock
  ids: Ids
  cache: ColumnCache
}

/** The most changes that one transaction deletes. */
const changesPerWrite = 5_000
/** Uncommitted columns of this age belong to a process that has ended. */
const orphanAgeMs = 3_600_000

/**
 * The segments of one location: first those in the database, then the unflushed ones in memory, which have the latest
 * changes. Flushing and compacting create a new version of the index. A process loads the location again if its version
 * differs from the database's.
 */
export class LocationIndex {
  readonly locationId: string
  /** The documents that were not ingested yet: without an index first all, then those that change. */
  changes: Backlog
  /** The loaded version. */
  version = 0
  readonly #context: IndexContext
  #disk: DiskSegment[] = []
  readonly #memory: MemorySegments
  /** Numbers of changes: the last one ingested, the last one in the database's segments, the last one cut off the log. */
  #ingestedTo = 0
  #flushedTo = 0
  #truncatedTo = 0
  #isRewriting = false
  #mayCompact = true
  #mayHaveOrphans = true
  /** Replaced segments. A running query may still read their columns. */
  readonly #obsolete: string[] = []

  constructor(context: IndexContext, locationId: string) {
    this.#context = context
    this.locationId = locationId
    this.#memory = new MemorySegments(() => this.#newSegmentId())
    this.changes = new ChangeLog(context, locationId)
  }

  /** Oldest first. */
  get segments(): readonly Segment[] {
    return [...this.#disk, ...this.#memory.list]
  }

  /** Whether there are enough unflushed segments to flush them. */
  get isFull(): boolean {
    return this.#memory.isFull
  }

  /** Whether ingested documents are missing in the database. */
  get hasUnflushed(): boolean {
    return this.#memory.list.length > 0 || this.#ingestedTo !== this.#flushedTo
  }

  /** Whether there is background work even without changed documents. */
  get needsMaintenance(): boolean {
    return this.#mayCompact || this.#obsolete.length > 0
  }

  get memoryBytes(): number {
    return this.#memory.bytes
  }

  /** Loads the database's version. */
  async load(): Promise<void> {
    const { index, segments } = await loadSegments(this.#context, this.locationId)
    this.#disk = segments
    this.version = index?.version ?? 0
    this.#ingestedTo = this.#flushedTo = index?.ingestedTo ?? 0
    const scan = index === undefined && (await DocumentScan.begin(this.#context, this.locationId))
    this.changes = scan || new ChangeLog(this.#context, this.locationId, this.#ingestedTo)
  }

  /** Whether changes are looked for only after the rest of the backlog. */
  get isScanning(): boolean {
    return this.changes instanceof DocumentScan
  }

  /** Whether the database's version differs from the loaded one. */
  async isStale(): Promise<boolean> {
    const { locationId } = this
    const { storage, source } = this.#context
    const row = await storage.read((tx) => tx.get(source.segments.findIndex, { locationId }))
    return (row?.version ?? 0) !== this.version
  }

  /**
   * Adds the current rows of documents in a new segment, and marks their older rows as deleted.
   * @param changed the documents that were taken from the backlog. Those without a row were deleted.
   */
  async apply(changed: Changed, rows: SegmentBuilder): Promise<void> {
    const content = rows.rows > 0 ? await rows.finish(yieldToOthers) : undefined
    const ids = await this.#idsOfAll()
    // Synchronous from here on, because the background replaces segments and reads tombstones.
    for (const segment of this.segments)
      for (const id of changed.ids) {
        const row = ids.get(segment)?.placeOf(id)
        if (Number.isInteger(row)) segment.tombstones.add(row as number)
      }
    if (content !== undefined) this.#memory.add(content)
    this.#ingestedTo = changed.to
    if (this.changes instanceof DocumentScan && this.changes.isOver)
      this.changes = new ChangeLog(this.#context, this.locationId, changed.to)
    this.#mayCompact = true
    await this.#memory.merge(() => this.#isRewriting)
  }

  /**
   * Writes the unflushed segments to the database. Segments that are added meanwhile stay in memory.
   * @returns false if another process has committed a version first: the location must be loaded again.
   */
  async flush(): Promise<boolean> {
    if (this.#isRewriting) return true
    if (this.hasUnflushed && !(await this.#rewrite(mergeableGroups(this.#memory.list), this.#ingestedTo)))
      return false
    await this.#truncateLog()
    return true
  }

  /** Deletes the changes that segments in the database contain, including changes that another process left. */
  async #truncateLog(): Promise<void> {
    const until = this.#flushedTo
    if (this.#truncatedTo === until) return
    const { deleteChanges } = this.#context.writes
    // The loop ends: no change is added before the ingested ones.
    while ((await deleteChanges(this.locationId, until, changesPerWrite)) === changesPerWrite);
    this.#truncatedTo = until
  }

  /**
   * Merges one group of small segments in the database.
   * @returns false if another process has committed a version first: the location must be loaded again.
   */
  async compact(): Promise<boolean> {
    if (this.#isRewriting) return true
    const group = chooseCompaction(this.#disk)
    this.#mayCompact = group.length > 0
    return group.length === 0 || (await this.#rewrite([group], this.#flushedTo))
  }

  /**
   * Rewrites the segments in the database that have one of these documents, live or deleted, without them; if none is
   * named, all segments with deleted documents. Commits a version in any case, so that other processes load the
   * location again.
   * @returns false if another process has committed a version first: the location must be loaded again.
   */
  async expunge(documentIds: readonly string[]): Promise<boolean> {
    const affected: Segment[] = []
    for (const segment of this.#disk) {
      const ids = await segment.ids()
      const rows = documentIds.map((id) => ids.placeOf(id)).filter(Number.isInteger)
      for (const row of rows) segment.tombstones.add(row)
      const isWorn = documentIds.length === 0 && segment.tombstones.count() > 0
      if (rows.length > 0 || isWorn) affected.push(segment)
    }
    return this.#rewrite([...affected.map((segment) => [segment]), []], this.#flushedTo)
  }

  /** @param to the number of the last change in the segments once the last group is committed. */
  async #rewrite(groups: readonly (readonly Segment[])[], to: number): Promise<boolean> {
    this.#isRewriting = true
    try {
      for (const group of groups) {
        const ingestedTo = group === groups.at(-1) ? to : this.#flushedTo
        if (!(await this.#replace(group, ingestedTo))) return false
      }
      this.#flushedTo = to
      return true
    } finally {
      this.#isRewriting = false
    }
  }

  /** The ids of all segments that are in the index when this resolves. */
  async #idsOfAll(): Promise<ReadonlyMap<Segment, SegmentIds>> {
    const ids = new Map<Segment, SegmentIds>()
    // The loop ends: the background replaces few segments meanwhile.
    for (;;) {
      const missing = this.segments.filter((segment) => !ids.has(segment))
      if (missing.length === 0) return ids
      const found = await Promise.all(missing.map((segment) => segment.ids()))
      for (const [at, segment] of missing.entries()) ids.set(segment, found[at] as SegmentIds)
    }
  }

  /** Writes one segment with the live rows of several, and commits a version with it in their place. */
  async #replace(old: readonly Segment[], ingestedTo: number): Promise<boolean> {
    const { writes } = this.#context
    const { locationId } = this
    const oldIds = await Promise.all(old.map((segment) => segment.ids()))
    // A document that is deleted in one segment may be live in the next one. In a merge, only later tombstones count.
    const before = old.map(({ tombstones, rows }) => (old.length > 1 ? tombstones.copy() : new BitSet(rows)))
    const content = await contentOf(old)
    const merged = new MemorySegment(this.#newSegmentId(), content)
    const mergedIds = await merged.ids()
    const carryOver = () => {
      for (const [at, segment] of old.entries()) {
        const later = segment.tombstones.minus(before[at] as BitSet)
        copyTombstones(later, oldIds[at] as SegmentIds, merged, mergedIds)
      }
    }
    if (merged.rows > 0)
      for (const columns of writeBatches(content)) await writes.insertColumns(locationId, merged.id, columns)
    carryOver()
    const removed = old
      .filter((segment) => segment.flushedTombstones !== undefined)
      .map((segment) => segment.id)
    const marked = this.#disk
      .filter((segment) => !old.includes(segment))
      .map((segment) => ({
        segment,
        tombstones: segment.tombstones.copy(),
        count: segment.tombstones.count(),
      }))
      .filter(({ segment, count }) => count !== segment.flushedTombstones)
    const mergedCount = merged.tombstones.count()
    const isCommitted = await writes.commitVersion({
      locationId,
      version: this.version,
      ingestedTo,
      ...(merged.rows > 0 && { added: segmentRow(merged) }),
      removed,
      tombstones: marked.map(({ segment, tombstones }) => ({
        segmentId: segment.id,
        tombstones: writeBitSet(tombstones),
      })),
    })
    if (!isCommitted) {
      await writes.deleteColumns(locationId, merged.id)
      return false
    }
    // Rows that were deleted during the write.
    carryOver()
    this.version += 1
    for (const { segment, count } of marked) segment.flushedTombstones = count
    this.#memory.remove(old)
    this.#disk = this.#disk.filter((segment) => !old.includes(segment))
    if (merged.rows > 0)
      this.#disk.push(openSegment(this.#context, locationId, merged, chunkCounts(content), mergedCount))
    this.#obsolete.push(...removed)
    return true
  }

  /** Deletes the columns of replaced segments. Call it while no query runs. */
  async deleteObsolete(): Promise<void> {
    const { clock, writes } = this.#context
    const { locationId } = this
    for (const segmentId of this.#obsolete.splice(0)) await writes.deleteColumns(locationId, segmentId)
    if (this.#mayHaveOrphans)
      await writes.deleteOrphanedColumns(locationId, String(clock.now() - orphanAgeMs))
    this.#mayHaveOrphans = false
  }

  /** Ids sort by their creation time. */
  #newSegmentId(): string {
    return `${this.#context.clock.now()}-${this.#context.ids.next()}`
  }
}

/** The content of merged segments. A single segment in memory keeps its content. */
async function contentOf(segments: readonly Segment[]): Promise<SegmentContent> {
  const [only, ...others] = segments
  if (only instanceof MemorySegment && others.length === 0) return only.content
  return mergeSegments(segments, yieldToOthers)
}

const segmentRow = ({ id, rows, sizeBytes, tombstones }: Segment) => ({
  segmentId: id,
  rowCount: rows,
  sizeBytes,
  tombstones: writeBitSet(tombstones),
})

/** Marks the documents of some rows as deleted in another segment, too. */
function copyTombstones(rows: BitSet, ids: SegmentIds, other: Segment, otherIds: SegmentIds): void {
  rows.forEach((row) => {
    const place = otherIds.placeOf(ids.idAt(row))
    if (Number.isInteger(place)) other.tombstones.add(place)
  })
}
