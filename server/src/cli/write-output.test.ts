import { afterEach, describe, expect, it, vi } from 'vitest'
import { writeOutput } from './write-output.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

/** A stdout that is full after each piece, and fails from the one with this number on. */
function stdout(failsFrom = Number.POSITIVE_INFINITY): string[] {
  const taken: string[] = []
  const write = (text: string, done: (error?: Error) => void) => {
    taken.push(text)
    setImmediate(done, taken.length >= failsFrom ? new Error('write EPIPE') : undefined)
    return false
  }
  vi.spyOn(process.stdout, 'write').mockImplementation(write as typeof process.stdout.write)
  return taken
}

const pieces = async (write: (text: string) => Promise<void>, count: number) => {
  for (let n = 0; n < count; n += 1) await write(`${n}`)
  return count
}

describe('BR-765 an export to stdout', () => {
  it('waits for each piece, and leaves no listeners', async () => {
    const taken = stdout()
    const listeners = () => process.stdout.eventNames().map((name) => process.stdout.listenerCount(name))
    const before = listeners()
    expect(await writeOutput(undefined, (write) => pieces(write, 30))).toBe(30)
    expect([taken.length, listeners()]).toEqual([30, before])
  })

  it('ends quietly, and the work with it, when the reader has closed the pipe', async () => {
    const taken = stdout(3)
    expect(await writeOutput(undefined, (write) => pieces(write, 30))).toBeUndefined()
    expect(taken).toEqual(['0', '1', '2'])
  })

  it('fails with the work', async () => {
    stdout()
    await expect(writeOutput(undefined, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  })
})
