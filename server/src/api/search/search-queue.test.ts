import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type QueueBounds, type QueuePlace, SearchQueue } from './search-queue.ts'

/** A queue, and the searches that it started. Each ends when the test says so. */
function observed(bounds: Partial<QueueBounds> = {}) {
  const queue = new SearchQueue(bounds)
  const begun: { name: string; turn: string; end: () => void }[] = []
  const send = (name: string, place: QueuePlace) =>
    queue.run(
      place,
      () =>
        new Promise<string>((resolve) => {
          begun.push({ name, turn: place.turn, end: () => resolve(name) })
        }),
    )
  return { queue, begun, send }
}
const of = (turn: string, token = turn): QueuePlace => ({ turn, within: token, token })
/** Ends the running searches one by one, until none is left. */
async function endAll({ begun }: ReturnType<typeof observed>): Promise<void> {
  for (let at = 0; at < begun.length; at += 1) {
    begun[at]?.end()
    await sleep(0)
  }
}
const refused = (statusCode: number) => ({ statusCode })

describe('BR-354 the turns of searches', () => {
  it('alternate: a location with one search waits for at most one of each other location', async () => {
    const one = observed({ underWay: 1 })
    const answers = [
      ...['a1', 'a2', 'a3', 'a4'].map((name) => one.send(name, of('a'))),
      ...['b1', 'b2'].map((name) => one.send(name, of('b'))),
      one.send('c1', of('c')),
    ]
    await endAll(one)
    expect(one.begun.map(({ name }) => name)).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4'])
    expect(await Promise.all(answers)).toEqual(['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1'])
  })

  it('alternate among the tokens of a location', async () => {
    const one = observed({ underWay: 1 })
    for (const name of ['x1', 'x2', 'x3']) void one.send(name, of('a', 'x'))
    for (const name of ['y1', 'y2']) void one.send(name, of('a', 'y'))
    await endAll(one)
    expect(one.begun.map(({ name }) => name)).toEqual(['x1', 'x2', 'y1', 'x3', 'y2'])
  })

  it('leave room: a location with many searches runs two at once', async () => {
    const one = observed({ underWay: 5 })
    for (let n = 0; n < 10; n += 1) void one.send(`a${n}`, of('a'))
    void one.send('b', of('b'))
    expect(one.begun.map(({ name }) => name)).toEqual(['a0', 'a1', 'b'])
    await endAll(one)
    expect(one.begun).toHaveLength(11)
  })

  it('are fair and complete while searches arrive and end', async () => {
    const steps = fc.array(
      fc.oneof(
        {
          weight: 3,
          arbitrary: fc.record({ turn: fc.constantFrom('a', 'b', 'c'), token: fc.constantFrom('x', 'y') }),
        },
        { weight: 2, arbitrary: fc.constant('end' as const) },
      ),
      { maxLength: 60 },
    )
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 4 }), async (steps, underWay) => {
        const one = observed({ underWay, underWayPerTurn: 1 })
        const answers: Promise<string>[] = []
        let ended = 0
        /** By turn, how many searches of each other turn started while one of its own waited. */
        const overtaken = new Map<string, Map<string, number>>()
        let seen = 0
        const waiting = new Map<string, number>()
        const note = () => {
          for (; seen < one.begun.length; seen += 1) {
            const { turn } = one.begun[seen] as { turn: string }
            waiting.set(turn, (waiting.get(turn) ?? 0) - 1)
            overtaken.delete(turn)
            for (const [other, count] of waiting) {
              if (other === turn || count === 0) continue
              const counts = overtaken.get(other) ?? new Map<string, number>()
              counts.set(turn, (counts.get(turn) ?? 0) + 1)
              overtaken.set(other, counts)
              // While its own searches run, others may pass.
              const isHeld = one.begun.slice(ended).some((search) => search.turn === other)
              if (!isHeld) expect(counts.get(turn)).toBeLessThanOrEqual(2)
            }
          }
        }
        for (const [at, step] of steps.entries()) {
          if (step === 'end') {
            if (ended < one.begun.length) {
              one.begun[ended]?.end()
              ended += 1
              await sleep(0)
            }
          } else {
            waiting.set(step.turn, (waiting.get(step.turn) ?? 0) + 1)
            answers.push(one.send(String(at), of(step.turn, `${step.turn} ${step.token}`)))
          }
          note()
          expect(one.begun.length - ended).toBeLessThanOrEqual(underWay)
        }
        await endAll(one)
        expect(await Promise.all(answers)).toHaveLength(answers.length)
        expect(one.queue.waiting).toBe(0)
      }),
      { numRuns: 100 },
    )
  })
})

describe('BR-355 the places of searches', () => {
  it('are shared: a token that has used its share gets 429, and another does not', async () => {
    const one = observed({ underWay: 1, waitingPerToken: 3 })
    for (let n = 0; n < 4; n += 1) void one.send(`x${n}`, of('a', 'x'))
    await expect(one.send('x4', of('a', 'x'))).rejects.toMatchObject({
      statusCode: 429,
      headers: { 'retry-after': '1' },
    })
    const other = one.send('y', of('a', 'y'))
    await endAll(one)
    await expect(other).resolves.toBe('y')
  })

  it('are shared among locations: all tokens of a location have one limit', async () => {
    const one = observed({ underWay: 1, waitingPerTurn: 2 })
    for (const token of ['x', 'y', 'z']) void one.send(token, of('a', token))
    await expect(one.send('w', of('a', 'w'))).rejects.toMatchObject(refused(429))
    await endAll(one)
  })

  it('are taken from the turn with the most searches if all are used', async () => {
    const one = observed({ underWay: 1, waiting: 4 })
    const many = [0, 1, 2, 3, 4].map((n) => one.send(`a${n}`, of('a')))
    const [, , , , newest] = many
    const lost = expect(newest).rejects.toMatchObject({ statusCode: 503, headers: { 'retry-after': '1' } })
    void one.send('b1', of('b'))
    await lost
    const other = expect(many[3]).rejects.toMatchObject(refused(503))
    void one.send('b2', of('b'))
    await other
    // A turn that has as many as any other gets no place.
    await expect(one.send('b3', of('b'))).rejects.toMatchObject(refused(503))
    await endAll(one)
    expect(one.begun.map(({ name }) => name)).toEqual(['a0', 'a1', 'b1', 'a2', 'b2'])
  })

  it('become free if the client disconnects, and its search does not start', async () => {
    const one = observed({ underWay: 1, waitingPerToken: 1 })
    const first = one.send('a1', of('a'))
    const client = new AbortController()
    const second = one.send('a2', { ...of('a'), gone: client.signal })
    client.abort()
    await expect(second).rejects.toMatchObject(refused(499))
    const third = one.send('a3', of('a'))
    await expect(one.send('gone before', { ...of('b'), gone: client.signal })).rejects.toMatchObject(
      refused(499),
    )
    await endAll(one)
    expect(await Promise.all([first, third])).toEqual(['a1', 'a3'])
    expect(one.begun.map(({ name }) => name)).toEqual(['a1', 'a3'])
  })

  it('stay taken until a running search has ended, which is told to cancel', async () => {
    const queue = new SearchQueue({ underWay: 1 })
    const client = new AbortController()
    let end = () => {}
    let isUnwanted = false
    const first = queue.run({ ...of('a'), gone: client.signal }, (unwanted) => {
      unwanted.addEventListener('abort', () => {
        isUnwanted = true
      })
      return new Promise<void>((resolve) => {
        end = resolve
      })
    })
    let hasBegun = false
    const second = queue.run(of('b'), async () => {
      hasBegun = true
    })
    client.abort()
    await expect(first).rejects.toMatchObject(refused(499))
    expect([isUnwanted, hasBegun]).toEqual([true, false])
    end()
    await second
    expect(hasBegun).toBe(true)
  })

  it('become free after a timeout', async () => {
    const one = observed({ underWay: 1, answerWithinMs: 50 })
    const answers = [one.send('a1', of('a')), one.send('a2', of('a'))]
    for (const answer of await Promise.allSettled(answers))
      expect(answer).toMatchObject({ status: 'rejected', reason: refused(503) })
    const next = one.send('a3', of('a'))
    await endAll(one)
    await expect(next).resolves.toBe('a3')
    expect(one.begun.map(({ name }) => name)).toEqual(['a1', 'a3'])
  })

  it('become free after a search fails', async () => {
    const queue = new SearchQueue({ underWay: 1 })
    await expect(queue.run(of('a'), () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    await expect(queue.run(of('a'), async () => 'yes')).resolves.toBe('yes')
  })
})
