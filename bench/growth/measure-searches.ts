import type { MeasuredServer } from '../measured-server.ts'
import type { SeededData } from '../seed.ts'
import type { Sample } from './conditions.ts'
import { randomFrom } from './random.ts'
import { readThrough } from './read-through.ts'
import { type Client, type Timed, timeRequests } from './search-client.ts'
import { searchKinds } from './search-kinds.ts'

const seed = 7
const warmUps = 10
/** How many contacts stand before the page that is the fiftieth, of 100 each. */
const before50thPage = 4900

export interface TimedKind extends Timed {
  name: string
  isAimed: boolean
}

/** So many different queries of each kind, one at a time. */
export async function measureSearches({
  server,
  client,
  data,
  databaseFile,
  queries,
}: {
  server: MeasuredServer
  client: Client
  data: SeededData
  databaseFile: string
  queries: number
}): Promise<TimedKind[]> {
  const sample: Sample = { random: randomFrom(seed), data }
  const timed: TimedKind[] = []
  const measure = async (kind: Pick<TimedKind, 'name' | 'isAimed'>, ask: () => Promise<string>) => {
    readThrough(databaseFile)
    await timeRequests(server, warmUps, ask)
    timed.push({ ...kind, ...(await timeRequests(server, queries, ask)) })
  }
  for (const { name, isAimed, body } of searchKinds)
    await measure({ name, isAimed }, () => client.search(body(sample)))
  for (const { name, path } of listPages(data))
    await measure({ name, isAimed: false }, () => client.get(path))
  return timed
}

function listPages({ locationId, contactIds }: SeededData) {
  const first = `/contacts/?locationId=${locationId}&limit=100`
  // The newest comes first.
  const startAfterId = contactIds.at(-Math.min(before50thPage, contactIds.length))
  return [
    { name: 'list, the first page of 100', path: first },
    { name: 'list, the 50th by `startAfterId`', path: `${first}&startAfterId=${startAfterId}` },
  ]
}
