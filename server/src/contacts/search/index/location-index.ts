import { setImmediate as othersFirst } from 'node:timers/promises'
import type { Clock } from '../../../lib/clock.ts'
import type { Ids } from '../../../lib/ids.ts'
import type { Storage } from '../../../storage/storage.ts'
import { type Changed, ChangeLog } from './change-log.ts'
import type { ColumnCache } from './column-cache.ts'
import { bytesPerPart, partCounts, partCountsOfRows, partName, partsOf } from './column-parts.ts'
import { findColumn, findIndex, listColumnNames, listSegments } from './index-store.ts'
import type { IndexWrites } from './index-writes.ts'
import { KeptSegment } from './kept-segment.ts'
import { areMergeable, chooseMerge, mergeableGroups } from './merge-policy.ts'
import { mergeSegments } from './merge-segments.ts'
import { RowSet, readRowSet, writeRowSet } from './row-set.ts'
import { MemorySegment, type Segment, type SegmentContent, type SegmentIds } from './segment.ts'
import type { SegmentBuilder } from './segment-builder.ts'

export interface IndexContext {
  storage: Pick<Storage, 'read'>
  writes: IndexWrites
  clock: Clock
  ids: Ids
  cache: ColumnCache
}

/** Columns written in one transaction, so that no other waits for long: some milliseconds. */
const bytesPerWrite = bytesPerPart
/** Changes deleted in one transaction. */
const changesPerWrite = 5_000
/** With this much in its tail, a location's index is written down. */
export const fullTailRows = 8192
const fullTailBytes = 16 * 1024 * 1024
/** Segments that are in memory alone; each search looks through all of them. */
const maxTailSegments = 8
/** How old columns are whose segment will not come any more. */
const strayMs = 3_600_000

/**
 * The segments of one location. Those kept in the database come first; after them stand those that are in
 * memory alone (the tail), which hold what has changed since.
 */
export class LocationIndex {
  readonly locationId: string
  /** What has changed since the last that was taken in. */
  changes: ChangeLog
  /** The version that is loaded. */
  version = 0
  readonly #context: IndexContext
  #kept: KeptSegment[] = []
  #tail: MemorySegment[] = []
  /** Numbers of changes: the last that is in the tail, in the database's segments, and out of the log. */
  #taken = 0
  #keptUntil = 0
  #deletedUntil = 0
  #isRewriting = false
  /** Whether there may be segments of the database to be put together. */
  #mayMerge = true
  #mayHaveStrays = true
  /** Segments that stand in the index no more, and whose columns a search may still be looking at. */
  readonly #dropped: string[] = []

  constructor(context: IndexContext, locationId: string) {
    this.#context = context
    this.locationId = locationId
    this.changes = new ChangeLog(context.storage, locationId)
  }

  /** Oldest first. */
  get segments(): readonly Segment[] {
    return [...this.#kept, ...this.#tail]
  }

  /** Whether there is so much in memory alone that it should be written down. */
  get isFull(): boolean {
    const rows = this.#tail.reduce((sum, segment) => sum + segment.rows, 0)
    return rows >= fullTailRows || this.tailBytes >= fullTailBytes
  }

  /** Whether something was taken in that is not in the database. */
  get hasTail(): boolean {
    return this.#taken !== this.#keptUntil
  }

  /** Whether the background has something to do that needs no change of a contact. */
  get isUntidy(): boolean {
    return this.#mayMerge || this.#dropped.length > 0
  }

  get tailBytes(): number {
    return this.#tail.reduce((sum, segment) => sum + segment.sizeBytes, 0)
  }

  /** Loads what the database has. */
  async load(): Promise<void> {
    const { storage } = this.#context
    const { locationId } = this
    const { index, rows } = await storage.read(async (tx) => ({
      index: await tx.get(findIndex, { locationId }),
      rows: await tx.all(listSegments, { locationId }),
    }))
    const names = await storage.read((tx) =>
      Promise.all(rows.map(({ segmentId }) => tx.all(listColumnNames, { locationId, segmentId }))),
    )
    this.#kept = rows.map(({ segmentId, contacts, sizeBytes, outdated }, at) => {
      const parts = partCountsOfRows((names[at] ?? []).map(({ name }) => name))
      const segment = { id: segmentId, rows: contacts, sizeBytes, outdated: readRowSet(contacts, outdated) }
      return this.#keptSegment(segment, parts, segment.outdated.count())
    })
    this.version = index?.version ?? 0
    this.#taken = this.#keptUntil = index?.taken ?? 0
    this.changes = new ChangeLog(storage, locationId, this.#taken)
  }

  /** Whether the database has another version than the one that is loaded. */
  async isStale(): Promise<boolean> {
    const { locationId } = this
    const row = await this.#context.storage.read((tx) => tx.get(findIndex, { locationId }))
    return (row?.version ?? 0) !== this.version
  }

  /**
   * Takes in contacts as they stand now, in the place of what the index had of them.
   * @param changed all that changed: those without a row are gone.
   */
  async take(changed: Changed, rows: SegmentBuilder): Promise<void> {
    const ids = await this.#idsOfAll()
    // From here to the end at once: the background puts other segments in the place of some, and looks at marks.
    for (const segment of this.segments)
      for (const id of changed.ids) {
        const row = ids.get(segment)?.placeOf(id)
        if (Number.isInteger(row)) segment.outdated.add(row as number)
      }
    if (rows.rows > 0) this.#tail.push(new MemorySegment(this.#newSegmentId(), rows.finish()))
    this.#taken = changed.to
    this.#mayMerge = true
    await this.#shortenTail()
  }

  /**
   * Puts the tail into the database. What is taken in meanwhile begins the next tail.
   * @returns false where another process has changed the index: it must be loaded anew.
   */
  async keepTail(): Promise<boolean> {
    if (this.#isRewriting) return true
    if (this.hasTail && !(await this.#rewrite(mergeableGroups(this.#tail), this.#taken))) return false
    await this.#deleteTaken()
    return true
  }

  /** Deletes the changes that the segments in the database have, also those that another process left. */
  async #deleteTaken(): Promise<void> {
    const until = this.#keptUntil
    if (this.#deletedUntil === until) return
    const { deleteChanges } = this.#context.writes
    // Ends: nothing is added before what was taken.
    while ((await deleteChanges(this.locationId, until, changesPerWrite)) === changesPerWrite);
    this.#deletedUntil = until
  }

  /**
   * Puts small segments of the database together, one group at a time.
   * @returns false where another process has changed the index: it must be loaded anew.
   */
  async mergeKept(): Promise<boolean> {
    if (this.#isRewriting) return true
    const group = chooseMerge(this.#kept)
    this.#mayMerge = group.length > 0
    return group.length === 0 || (await this.#rewrite([group], this.#keptUntil))
  }

  /** @param taken the number of the last change that the segments have with the last group. */
  async #rewrite(groups: readonly (readonly Segment[])[], taken: number): Promise<boolean> {
    this.#isRewriting = true
    try {
      for (const group of groups) {
        const takenThen = group === groups.at(-1) ? taken : this.#keptUntil
        if (!(await this.#replace(group, takenThen))) return false
      }
      this.#keptUntil = taken
      return true
    } finally {
      this.#isRewriting = false
    }
  }

  /** The ids of every segment that stands in the index when this resolves. */
  async #idsOfAll(): Promise<ReadonlyMap<Segment, SegmentIds>> {
    const ids = new Map<Segment, SegmentIds>()
    // Ends: the background puts few segments in the place of others meanwhile.
    for (;;) {
      const missing = this.segments.filter((segment) => !ids.has(segment))
      if (missing.length === 0) return ids
      const found = await Promise.all(missing.map((segment) => segment.ids()))
      for (const [at, segment] of missing.entries()) ids.set(segment, found[at] as SegmentIds)
    }
  }

  /** Writes one segment with what is up to date in several, and lets it stand in their place. */
  async #replace(old: readonly Segment[], taken: number): Promise<boolean> {
    const { writes } = this.#context
    const { locationId } = this
    const oldIds = await Promise.all(old.map((segment) => segment.ids()))
    // Of several, a contact that is outdated in one may be up to date in the next: only later marks count.
    const before = old.map(({ outdated, rows }) => (old.length > 1 ? outdated.copy() : new RowSet(rows)))
    const content = await contentOf(old)
    const made = new MemorySegment(this.#newSegmentId(), content)
    const madeIds = await made.ids()
    const carryOver = () => {
      for (const [index, segment] of old.entries())
        markSame(segment.outdated.minus(before[index] as RowSet), oldIds[index] as SegmentIds, made, madeIds)
    }
    if (made.rows > 0)
      for (const columns of portions(content)) await writes.putColumns(locationId, made.id, columns)
    carryOver()
    const keptOld = old.filter((segment) => segment.outdatedKept !== undefined).map((segment) => segment.id)
    const marked = this.#kept
      .filter((segment) => !old.includes(segment))
      .map((segment) => ({ segment, outdated: segment.outdated.copy(), count: segment.outdated.count() }))
      .filter(({ segment, count }) => count !== segment.outdatedKept)
    const madeCount = made.outdated.count()
    const isDone = await writes.changeIndex({
      locationId,
      version: this.version,
      taken,
      ...(made.rows > 0 && { added: addedRow(made) }),
      removed: keptOld,
      outdated: marked.map(({ segment, outdated }) => ({
        segmentId: segment.id,
        outdated: writeRowSet(outdated),
      })),
    })
    if (!isDone) {
      await writes.deleteColumns(locationId, made.id)
      return false
    }
    // What was marked while the database wrote, in both.
    carryOver()
    this.version += 1
    for (const { segment, count } of marked) segment.outdatedKept = count
    this.#tail = this.#tail.filter((segment) => !old.includes(segment))
    this.#kept = this.#kept.filter((segment) => !old.includes(segment))
    if (made.rows > 0) this.#kept.push(this.#keptSegment(made, partCounts(content), madeCount))
    this.#dropped.push(...keptOld)
    return true
  }

  /** Deletes columns that no search can be looking at. To be called while none is under way. */
  async deleteDropped(): Promise<void> {
    const { clock, writes } = this.#context
    for (const segmentId of this.#dropped.splice(0)) await writes.deleteColumns(this.locationId, segmentId)
    if (this.#mayHaveStrays) await writes.deleteStrayColumns(this.locationId, String(clock.now() - strayMs))
    this.#mayHaveStrays = false
  }

  /** Puts the two neighbours together that are smallest, until there are few or none that can be. */
  async #shortenTail(): Promise<void> {
    while (!this.#isRewriting && this.#tail.length > maxTailSegments) {
      const sizes = this.#tail.slice(1).map((_, index) => {
        const pair = this.#tail.slice(index, index + 2)
        return areMergeable(pair) ? pair.reduce((sum, { rows }) => sum + rows, 0) : Number.POSITIVE_INFINITY
      })
      const smallest = Math.min(...sizes)
      if (smallest === Number.POSITIVE_INFINITY) return
      const at = sizes.indexOf(smallest)
      const pair = this.#tail.slice(at, at + 2)
      const merged = await mergeSegments(pair, async () => undefined)
      // Meanwhile the background may have begun to write them down, or have done it.
      if (this.#isRewriting || pair.some((segment, index) => this.#tail[at + index] !== segment)) return
      this.#tail.splice(at, 2, new MemorySegment(this.#newSegmentId(), merged))
    }
  }

  #keptSegment(
    { id, rows, sizeBytes, outdated }: Pick<Segment, 'id' | 'rows' | 'sizeBytes' | 'outdated'>,
    parts: ReadonlyMap<string, number>,
    outdatedKept: number,
  ): KeptSegment {
    const { cache } = this.#context
    const source = (name: string) => this.#content(id, name, parts.get(name) ?? 1)
    const names = [...parts.keys()]
    return new KeptSegment({ id, rows, sizeBytes, outdated, outdatedKept, names, source, cache })
  }

  /** Ids sort by the time at which they were given. */
  #newSegmentId(): string {
    return `${this.#context.clock.now()}-${this.#context.ids.next()}`
  }

  /** @returns undefined where a part of it is not there any more. */
  #content(segmentId: string, name: string, parts: number): Promise<Buffer | undefined> {
    const { locationId } = this
    return this.#context.storage.read(
      async (tx) => {
        const contents: Buffer[] = []
        for (let part = 0; part < parts; part += 1) {
          const row = await tx.get(findColumn, { locationId, segmentId, name: partName(name, part) })
          if (row === undefined) return undefined
          contents.push(row.content)
        }
        return contents.length === 1 ? contents[0] : Buffer.concat(contents)
      },
      { locationId },
    )
  }
}

/** The content that segments have together: that of a single one is taken as it is. */
async function contentOf(segments: readonly Segment[]): Promise<SegmentContent> {
  const [only, ...others] = segments
  if (only instanceof MemorySegment && others.length === 0) return only.content
  return mergeSegments(segments, othersFirst)
}

const addedRow = ({ id, rows, sizeBytes, outdated }: Segment) => ({
  segmentId: id,
  contacts: rows,
  sizeBytes,
  outdated: writeRowSet(outdated),
})

/** Marks the contacts of some rows in another segment too, where it has them. */
function markSame(rows: RowSet, ids: SegmentIds, other: Segment, otherIds: SegmentIds): void {
  rows.forEach((row) => {
    const place = otherIds.placeOf(ids.idAt(row))
    if (Number.isInteger(place)) other.outdated.add(place)
  })
}

/** The rows that the columns of a segment are kept in. */
function* rowsOf(content: SegmentContent): Generator<[string, Buffer]> {
  for (const [name, column] of content) yield* partsOf(name, column)
}

/** The rows in groups that are written together. */
function* portions(content: SegmentContent): Generator<[string, Buffer][]> {
  let portion: [string, Buffer][] = []
  let bytes = 0
  for (const row of rowsOf(content)) {
    if (portion.length > 0 && bytes + row[1].byteLength > bytesPerWrite) {
      yield portion
      portion = []
      bytes = 0
    }
    portion.push(row)
    bytes += row[1].byteLength
  }
  yield portion
}
