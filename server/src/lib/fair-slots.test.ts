import { beforeEach, describe, expect, it } from 'vitest'
import { FairSlots } from './fair-slots.ts'

let slots: FairSlots
/** The tasks that have begun, in order, and how to end each. */
let begun: string[]
let ends: Map<string, () => void>
beforeEach(() => {
  slots = new FairSlots({ slots: 2, maxWaiting: 6, maxWaitingOfKey: 4 })
  begun = []
  ends = new Map()
})

/** Requests a slot: `a1` is the first task of the key `a`. */
const ask = (name: string) =>
  slots.run(name.slice(0, 1), () => {
    begun.push(name)
    return new Promise<string>((resolve) => ends.set(name, () => resolve(name)))
  })
const end = async (name: string) => {
  ends.get(name)?.()
  await new Promise((resolve) => setImmediate(resolve))
}

describe('FairSlots', () => {
  it('runs as many at once as there are slots, and returns what they return', async () => {
    const [first, , third] = [ask('a1'), ask('a2'), ask('a3')]
    await end('')
    expect(begun).toEqual(['a1', 'a2'])
    await end('a1')
    expect(begun).toEqual(['a1', 'a2', 'a3'])
    await end('a3')
    expect(await Promise.all([first, third])).toEqual(['a1', 'a3'])
  })

  it('serves keys round robin', async () => {
    for (const name of ['a1', 'a2', 'a3', 'a4', 'a5', 'b1', 'c1', 'b2']) void ask(name)
    await end('')
    for (const name of ['a1', 'a2', 'a3', 'b1', 'c1', 'a4']) await end(name)
    expect(begun).toEqual(['a1', 'a2', 'a3', 'b1', 'c1', 'a4', 'b2', 'a5'])
  })

  it('limits the waiting tasks of a key', async () => {
    const asked = ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7'].map(ask)
    expect(await asked[6]).toBeUndefined()
    expect(begun).toEqual(['a1', 'a2'])
  })

  it('if it is full, drops the last task of the key with the most waiting tasks for one with fewer', async () => {
    const names = ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'b1', 'b2']
    const asked = new Map(names.map((name) => [name, ask(name)]))
    void ask('c1')
    expect(await asked.get('a6')).toBeUndefined()
    expect(await ask('b3')).toBeUndefined()
    for (const name of ['a1', 'a2', 'a3', 'b1', 'c1', 'a4', 'b2', 'a5']) await end(name)
    expect(begun).toEqual(['a1', 'a2', 'a3', 'b1', 'c1', 'a4', 'b2', 'a5'])
  })

  it('gives the slot of a failed task to the next', async () => {
    const failing = Promise.allSettled(
      [1, 2].map(() => slots.run('a', () => Promise.reject(new Error('no')))),
    )
    expect((await failing).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    void ask('a1')
    void ask('a2')
    await end('')
    expect(begun).toEqual(['a1', 'a2'])
  })
})
