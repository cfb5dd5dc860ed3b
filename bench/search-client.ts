import { setTimeout as sleep } from 'node:timers/promises'
import { contactSource } from '../server/src/api/search/contact-source.ts'
import { systemClock as clock } from '../server/src/lib/clock.ts'
import { openReader } from '../server/src/storage/open-storage.ts'
import { statement } from '../server/src/storage/statement.ts'
import { exchanger, openSocket } from './exchange.ts'
import { getRequest, postRequest } from './requests.ts'
import type { SeededData } from './seed.ts'
import type { MeasuredServer } from './servers.ts'

/** A client that sends one request after the other. */
export interface Client {
  /** @returns the body. @throws Error for a response other than 200. */
  search(body: object): Promise<string>
  get(path: string): Promise<string>
  /** @returns the status. */
  trySearch(body: object): Promise<string>
}

/** Runs a function with a client that has its own connection. */
export async function withClient<T>(
  port: number,
  { token, locationId }: SeededData,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const socket = await openSocket(port)
  const exchange = exchanger(socket)
  const ask = async (request: string) => {
    const { status, body } = await exchange(request)
    if (status !== '200') throw new Error(`The answer was ${status}: ${body()}\n${request}`)
    return body()
  }
  const searchRequest = (body: object) => postRequest('/contacts/search', token, { ...body, locationId })
  try {
    return await work({
      search: (body) => ask(searchRequest(body)),
      get: (path) => ask(getRequest(path, token)),
      trySearch: async (body) => (await exchange(searchRequest(body))).status,
    })
  } finally {
    socket.destroy()
  }
}

const lookEveryMs = 250
/** The index is finished when it has not changed for this long. */
const quietMs = 3000

const measureIndex = statement<
  Record<string, never>,
  { segments: number; sizeBytes: number | null; versions: number | null }
>(
  'bench-measure-index',
  `SELECT COUNT(*) AS "segments", SUM(size_bytes) AS "sizeBytes",
     (SELECT SUM(version) FROM search_indexes) AS "versions" FROM search_segments`,
)

export interface MadeIndex {
  /** From the first search to the first response. */
  firstAnswerMs: number
  /** The CPU time of the server until nothing more was written. */
  cpuMs: number
  segments: number
  sizeBytes: number
}

/** Sends the first search, and waits until the index is in the database. */
export async function makeIndex(
  databaseFile: string,
  server: MeasuredServer,
  data: SeededData,
): Promise<MadeIndex> {
  const cpuBeforeUs = await server.cpuTimeUs()
  const startedAt = performance.now()
  // Ends: the whole run has a deadline.
  while ((await withClient(server.port, data, (client) => client.trySearch({ pageLimit: 1 }))) !== '200')
    await sleep(lookEveryMs)
  const firstAnswerMs = performance.now() - startedAt
  const reader = await openReader({ database: `sqlite:${databaseFile}`, clock })
  if (reader === undefined) throw new Error('The database has no file.')
  let last = { versions: -1, segments: 0, sizeBytes: 0, at: performance.now(), cpuUs: cpuBeforeUs }
  while (performance.now() - last.at < quietMs) {
    await sleep(lookEveryMs)
    const { changes, index } = await reader.read(async (tx) => ({
      changes: await tx.get(contactSource.changes.count, { limit: 1 }),
      index: await tx.get(measureIndex, {}),
    }))
    if (index?.versions === last.versions && changes?.count === 0) continue
    const { versions, segments = 0, sizeBytes } = index ?? {}
    const cpuUs = await server.cpuTimeUs()
    last = { versions: versions ?? 0, segments, sizeBytes: sizeBytes ?? 0, at: performance.now(), cpuUs }
  }
  await reader.close()
  const { segments, sizeBytes, cpuUs } = last
  return { firstAnswerMs, cpuMs: (cpuUs - cpuBeforeUs) / 1000, segments, sizeBytes }
}
