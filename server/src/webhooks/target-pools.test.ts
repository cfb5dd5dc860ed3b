import type { Dispatcher } from 'undici'
import { expect, it, vi } from 'vitest'
import { TargetPools } from './target-pools.ts'

/** Pools whose dispatchers only remember the origins for which they were closed or destroyed. */
function makePools() {
  const ended: string[] = []
  const pools = new TargetPools((origin) => {
    const never = new Promise<void>(() => {})
    const close = () => {
      ended.push(`closed ${origin}`)
      return origin.includes('busy') ? never : Promise.resolve()
    }
    const destroy = () => Promise.resolve(ended.push(`destroyed ${origin}`))
    return { close, destroy } as unknown as Dispatcher
  })
  return { pools, ended }
}

it('keeps the dispatcher of an origin, and closes that of another', () => {
  const { pools, ended } = makePools()
  const pool = pools.open('w', 'https://a.example/one?b=c')
  expect(pool).toMatchObject({ origin: 'https://a.example', hostname: 'a.example', path: '/one?b=c' })
  expect(pools.find('w', 'https://a.example/one?b=c')).toBe(pool)
  expect(pools.find('w', 'https://a.example/two')).toBeUndefined()
  expect(pools.open('w', 'https://a.example/two')).toBe(pool)
  expect(pool.path).toBe('/two')
  expect(ended).toEqual([])
  expect(pools.open('w', 'https://a.example:8443/two')).not.toBe(pool)
  expect(ended).toEqual(['closed https://a.example'])
})

it('keeps a thousand pools, and those in use', () => {
  const { pools, ended } = makePools()
  for (let at = 0; at < 1_000; at += 1) pools.open(`w${at}`, `https://${at}.example/`)
  pools.open('w0', 'https://0.example/').underway = 1
  expect(ended).toEqual([])
  pools.open('more', 'https://more.example/')
  expect(ended).toEqual(['closed https://1.example'])
  expect(pools.find('w0', 'https://0.example/')).toBeDefined()
  expect(pools.find('w1', 'https://1.example/')).toBeUndefined()
})

it('destroys what has not ended in time', async () => {
  vi.useFakeTimers()
  const { pools, ended } = makePools()
  pools.open('a', 'https://idle.example/')
  pools.open('b', 'https://busy.example/')
  void pools.close(1_000)
  await vi.advanceTimersByTimeAsync(999)
  expect(ended).toEqual(['closed https://idle.example', 'closed https://busy.example'])
  await vi.advanceTimersByTimeAsync(1)
  expect(ended).toContain('destroyed https://busy.example')
  vi.useRealTimers()
})
