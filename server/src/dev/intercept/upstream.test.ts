import { describe, expect, it } from 'vitest'
import { covers, exceptions, upstreamProxy } from './upstream.ts'

describe('the proxy that the environment names', () => {
  it.each([
    [{}, 'https', undefined],
    [{ https_proxy: 'http://proxy.example:3128' }, 'https', 'http://proxy.example:3128/'],
    [{ HTTPS_PROXY: 'proxy.example:3128' }, 'https', 'http://proxy.example:3128/'],
    [{ https_proxy: '', HTTPS_PROXY: 'http://b.example' }, 'https', 'http://b.example/'],
    [{ http_proxy: 'http://a.example' }, 'https', undefined],
    [{ all_proxy: 'socks5://a.example' }, 'http', 'socks5://a.example'],
    [{ http_proxy: 'http://u:p@a.example', all_proxy: 'http://b.example' }, 'http', 'http://u:p@a.example/'],
    [{ https_proxy: 'http://a.example', no_proxy: 'example.org' }, 'https', 'http://a.example/'],
    [{ https_proxy: 'http://a.example', NO_PROXY: 'one, .api.example.com' }, 'https', undefined],
    [{ https_proxy: 'http://a.example', NO_PROXY: '*' }, 'https', undefined],
  ] as const)('%j for %s: %s', (env, scheme, expected) => {
    expect(upstreamProxy(env, scheme, 'api.example.com', 443)?.href).toBe(expected)
  })

  it('is not asked for this machine', () => {
    const env = { https_proxy: 'http://a.example' }
    for (const host of ['localhost', '127.0.0.1', '::1'])
      expect(upstreamProxy(env, 'https', host, 443)).toBeUndefined()
  })
})

it.each([
  ['example.com', 'api.example.com', true],
  ['.example.com', 'api.example.com', true],
  ['*.example.com', 'api.example.com', true],
  ['EXAMPLE.com', 'example.COM', true],
  ['ample.com', 'example.com', false],
  ['example.com:443', 'example.com', true],
  ['example.com:80', 'example.com', false],
  ['*', 'anything', true],
  ['', 'anything', false],
])('NO_PROXY entry %j covers %s: %s', (entry, host, expected) => {
  expect(covers(entry, host, 443)).toBe(expected)
})

it('reads NO_PROXY in both spellings', () => {
  expect(exceptions({ no_proxy: 'a, b', NO_PROXY: 'b c,,' })).toEqual(['a', 'b', 'c'])
})
