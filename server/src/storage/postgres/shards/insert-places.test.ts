import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Connection, Query, QueryResult } from '../connection/connection.ts'
import { driver } from '../connection/driver.ts'
import { insertPlaces } from './insert-places.ts'
import { PlaceOutages } from './place-outages.ts'

/** What the connections sent: the first word of each control statement, and the values of each insert. */
const sent: string[] = []
const warnings: object[] = []
let outages: PlaceOutages
beforeEach(() => {
  sent.length = 0
  warnings.length = 0
  outages = new PlaceOutages({ info: () => undefined, warn: (fields) => warnings.push(fields) })
})

const nothing: QueryResult = { rows: [], columns: [], changed: 0 }
const refused = (message = 'Connection terminated unexpectedly') => Promise.reject(new Error(message))

/**
 * A connection that has the shards of some ids, as worker and shard.
 * @param insert answers an insert; the values are its ids and their locations.
 */
function connectionWith(
  shards: Record<string, [number, number]>,
  insert: (values: string, abandoned: Promise<never>) => Promise<QueryResult> = async () => nothing,
): Connection {
  const open = () => {
    const { promise: abandoned, reject } = Promise.withResolvers<never>()
    abandoned.catch(() => undefined)
    let last: Promise<unknown> = Promise.resolve()
    /** Answers come in order. */
    const inOrder = <T>(answer: () => Promise<T>): Promise<T> => {
      const answered = last.then(answer)
      last = answered.catch(() => undefined)
      return Promise.race([answered, abandoned])
    }
    return {
      query: ({ text, values }: Query): Promise<QueryResult> => {
        if (!text.includes('INSERT'))
          return inOrder(async () => ({
            ...nothing,
            rows: (values[0] as string[]).map((id, index) => [index, ...(shards[id] ?? [])]),
          }))
        sent.push(values.join(' '))
        return inOrder(() => insert(values.join(' '), abandoned))
      },
      control: (sql: string) => {
        sent.push(sql.split(' ')[0] ?? '')
        return inOrder(async () => [])
      },
      abandon: () => {
        connection = undefined
        reject(new Error('Query read timeout'))
      },
    }
  }
  let connection: ReturnType<typeof open> | undefined
  const apart = async () => {
    connection ??= open()
    return connection
  }
  return { apart } as unknown as Connection
}

const placesOf = (...ids: string[]) => ids.map((id) => ({ id, locationId: 'l' }))
const begun = ['BEGIN', 'SET', 'SET']

describe('places', () => {
  it('are committed at each worker, with one statement for each shard', async () => {
    const connection = connectionWith({ a: [1, 7], b: [2, 8], c: [1, 7], d: [1, 9] })
    expect(await insertPlaces(connection, placesOf(...'abcd'), outages)).toEqual([])
    expect(sent).toEqual([...begun, 'a l c l', 'd l', 'COMMIT', ...begun, 'b l', 'COMMIT'])
  })

  it('need no shard if there is one', async () => {
    await insertPlaces(connectionWith({}), placesOf('a'), outages)
    expect(sent).toEqual([...begun, 'a l', 'COMMIT'])
  })

  it('are at most 64 in a statement', async () => {
    const ids = Array.from({ length: 100 }, (_, index) => `i${index}`)
    const shards = Object.fromEntries(ids.map((id) => [id, [1, 1]] as const)) as Record<string, [1, 1]>
    await insertPlaces(connectionWith(shards), placesOf(...ids), outages)
    expect(sent.map((text) => text.split(' ').length)).toEqual([1, 1, 1, 128, 72, 1])
  })

  it('that a statement refuses are an error', async () => {
    const connection = connectionWith({}, () => refused('no such table'))
    await expect(insertPlaces(connection, placesOf('a'), outages)).rejects.toThrow('no such table')
    expect(outages.isNone).toBe(true)
  })
})

describe('while a worker is away', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
  afterEach(() => void vi.useRealTimers())

  const shards = { a: [1, 7], b: [2, 8], c: [3, 9] } satisfies Record<string, [number, number]>
  const values = () => sent.filter((text) => text.includes(' '))
  /** The coordinator's error for a worker that it can't reach. */
  const isAway = Object.assign(
    new (driver().DatabaseError)('connection to the remote node failed', 0, 'error'),
    {
      code: '08006',
      severity: 'ERROR',
    },
  )

  it('its places are left out, and tried again by one group after a pause', async () => {
    let isBack = false
    const connection = connectionWith(shards, (text) =>
      text.startsWith('a') && !isBack ? Promise.reject(isAway) : Promise.resolve(nothing),
    )
    const insert = () => insertPlaces(connection, placesOf('a', 'b'), outages)
    expect(await insert()).toEqual([])
    await insert()
    await insert()
    expect(values()).toEqual(['a l', 'b l', 'b l', 'b l'])
    vi.advanceTimersByTime(10_000)
    await Promise.all([insert(), insert()])
    expect(values().slice(4)).toEqual(['a l', 'b l', 'b l'])
    expect(warnings).toEqual([{ worker: 1, err: expect.any(Error) }])
    isBack = true
    vi.advanceTimersByTime(10_000)
    await insert()
    await insert()
    expect(values().slice(7)).toEqual(['a l', 'b l', 'a l', 'b l'])
    expect([outages.isNone, warnings.length]).toEqual([true, 1])
  })

  it('the place of one id is left out, too', async () => {
    const connection = connectionWith(shards, () => Promise.reject(isAway))
    await insertPlaces(connection, placesOf('b'), outages)
    await insertPlaces(connection, placesOf('b'), outages)
    expect(values()).toEqual(['b l'])
    expect(warnings).toMatchObject([{ worker: 2 }])
  })

  it('and does not answer, a group waits for two seconds, and the places behind are tried again', async () => {
    const connection = connectionWith(shards, (text, abandoned) =>
      text.startsWith('b') ? abandoned : Promise.resolve(nothing),
    )
    const inserting = insertPlaces(connection, placesOf(...'abc'), outages)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(await inserting).toEqual(placesOf('c'))
    expect(await insertPlaces(connection, placesOf(...'bc'), outages)).toEqual([])
    expect(values()).toEqual(['a l', 'b l', 'c l', 'c l'])
    expect(warnings).toMatchObject([{ worker: 2 }])
  })
})

it('places are tried again if the connection was lost, and no worker is taken for away', async () => {
  const connection = connectionWith({}, () => refused())
  expect(await insertPlaces(connection, placesOf('a'), outages)).toEqual(placesOf('a'))
  expect(outages.isNone).toBe(true)
})
