import type { ReadTx, Storage } from '../../server/src/storage/storage.ts'

/** The amount of text that a storage has returned. */
export interface TextRead {
  /** In total, in UTF-16 units. */
  total: number
  /** The maximum in one turn of the event loop. */
  mostInTurn: number
}

/** Measures the text that a storage returns to reads during some work. */
export async function textRead(storage: Storage, work: () => Promise<unknown>): Promise<TextRead> {
  const counted: TextRead = { total: 0, mostInTurn: 0 }
  let inTurn = 0
  // Runs once in each turn, and so between the work of two turns.
  let isCounting = true
  const beginTurn = () => {
    inTurn = 0
    if (isCounting) setImmediate(beginTurn)
  }
  beginTurn()
  const count = <Rows>(rows: Rows): Rows => {
    const length = lengthOf(rows)
    inTurn += length
    counted.total += length
    counted.mostInTurn = Math.max(counted.mostInTurn, inTurn)
    return rows
  }
  const { read } = storage
  storage.read = (fn, scope) =>
    read.call(
      storage,
      (tx) => {
        const counting: ReadTx = {
          get: async (statement, params) => count(await tx.get(statement, params)),
          all: async (statement, params) => count(await tx.all(statement, params)),
        }
        return fn(counting)
      },
      scope,
    ) as ReturnType<typeof fn>
  try {
    await work()
  } finally {
    isCounting = false
    storage.read = read
  }
  return counted
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return 1
  return Object.values(value).reduce((sum, part) => sum + lengthOf(part), 1)
}
