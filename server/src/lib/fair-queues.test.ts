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
  it('gives keys their turns round robin, and each line its order', () => {
    expect(rest(queuesOf('a1', 'a2', 'a3', 'b1', 'c1', 'b2'))).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3'])
    expect(queuesOf().next()).toBeUndefined()
  })

  it('puts a key that comes again behind those that wait', () => {
    const queues = queuesOf('a1', 'b1')
    expect(queues.next()).toBe('a1')
    queues.add('a', 'a2')
    expect(rest(queues)).toEqual(['b1', 'a2'])
  })

  it('lets one be taken out of its line, and forgets a line that is empty', () => {
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

  it('knows the longest line, and who came to it last', () => {
    expect(queuesOf('a1', 'b1', 'b2', 'c1', 'c2').longest()).toEqual({ key: 'b', length: 2, newest: 'b2' })
    expect(queuesOf().longest()).toBeUndefined()
  })
})
