import { statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { countChanges } from '../../server/src/contacts/search/index/index-store.ts'
import { systemClock as clock } from '../../server/src/lib/clock.ts'
import { openReader } from '../../server/src/storage/open-storage.ts'
import { statement } from '../../server/src/storage/statement.ts'
import type { MeasuredServer } from '../measured-server.ts'
import type { Client } from './search-client.ts'

const lookEveryMs = 250
/** The index is made when nothing of it has changed for so long. */
const quietMs = 3000
const timeoutMs = 600_000

const measureIndex = statement<
  Record<string, never>,
  { segments: number; sizeBytes: number | null; versions: number | null }
>(
  'bench-measure-index',
  `SELECT COUNT(*) AS "segments", SUM(size_bytes) AS "sizeBytes",
     (SELECT SUM(version) FROM search_indexes) AS "versions" FROM search_segments`,
)

export interface MadeIndex {
  /** From the first search to the first answer. */
  firstAnswerMs: number
  /** From the first search until nothing more was written. */
  madeMs: number
  /** CPU time of the server until then. */
  cpuMs: number
  segments: number
  sizeBytes: number
  /** Of the database with its index. */
  databaseBytes: number
}

/** Asks for the first time, and waits until the index stands in the database. */
export async function makeIndex(
  databaseFile: string,
  server: MeasuredServer,
  client: Client,
): Promise<MadeIndex> {
  const cpuBeforeUs = await server.cpuTimeUs()
  const startedAt = performance.now()
  while ((await client.trySearch({ pageLimit: 1 })) !== '200') {
    if (performance.now() - startedAt > timeoutMs) throw new Error('The index was not made in time.')
    await sleep(lookEveryMs)
  }
  const firstAnswerMs = performance.now() - startedAt
  const reader = openReader({ database: `sqlite:${databaseFile}`, clock })
  if (reader === undefined) throw new Error('The database has no file.')
  let last = { versions: -1, segments: 0, sizeBytes: 0, at: startedAt, cpuUs: cpuBeforeUs }
  for (let isMade = false; !isMade; ) {
    await sleep(lookEveryMs)
    const now = performance.now()
    if (now - startedAt > timeoutMs) throw new Error('The index was not written in time.')
    const { changes, index } = await reader.read(async (tx) => ({
      changes: (await tx.get(countChanges, { limit: 1 }))?.count,
      index: await tx.get(measureIndex, {}),
    }))
    const { versions, segments = 0, sizeBytes } = index ?? {}
    if (versions !== last.versions || changes !== 0) {
      const cpuUs = await server.cpuTimeUs()
      last = { versions: versions ?? 0, segments, sizeBytes: sizeBytes ?? 0, at: now, cpuUs }
    }
    isMade = now - last.at > quietMs
  }
  await reader.close()
  return {
    firstAnswerMs,
    madeMs: last.at - startedAt,
    cpuMs: (last.cpuUs - cpuBeforeUs) / 1000,
    segments: last.segments,
    sizeBytes: last.sizeBytes,
    databaseBytes: statSync(databaseFile).size,
  }
}
