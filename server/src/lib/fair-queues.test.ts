import { describe, expect, it } from 'vitest'
import { FairQueues } from './fair-queues.ts'

/** Queues in which `a1` is the first item of the key `a`. */
function queuesOf(...names: string[]): FairQueues<string> {
  const queues = new FairQueues<string>()
  for (const name of names) queues.add(name.slice(0, 1), name)
  return queues
}

const rest = (queues: FairQueues<string>) => {
  const found: string[] = []
  for (let next = queues.next(); next !== undefined; next = queues.next()) found.push(next)
  return found
}

describe('FairLines', () => {
  it('serves keys round robin, and each queue in its order', () => {
    expect(rest(queuesOf('a1', 'a2', 'a3', 'b1', 'c1', 'b2'))).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3'])
    expect(queuesOf().next()).toBeUndefined()
  })

  it('puts a returning key behind those that wait', () => {
    const queues = queuesOf('a1', 'b1')
    expect(queues.next()).toBe('a1')
    queues.add('a', 'a2')
    expect(rest(queues)).toEqual(['b1', 'a2'])
  })

  it('can remove an item from its queue, and drops an empty queue', () => {
    const queues = queuesOf('a1', 'b1', 'b2')
    expect([queues.remove('b', 'b1'), queues.remove('b', 'b1'), queues.remove('a', 'b2')]).toEqual([
      true,
      false,
      false,
    ])
    expect(queues.remove('a', 'a1')).toBe(true)
    expect([queues.lengthOf('a'), queues.lengthOf('b')]).toEqual([0, 1])
    expect(rest(queues)).toEqual(['b2'])
  })

  it('knows the longest queue, and the last item added to it', () => {
    expect(queuesOf('a1', 'b1', 'b2', 'c1', 'c2').longest()).toEqual({ key: 'b', length: 2, newest: 'b2' })
    expect(queuesOf().longest()).toBeUndefined()
  })
})
