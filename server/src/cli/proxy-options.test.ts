import { Command } from 'commander'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { isInNetworks } from '../lib/ip-networks.ts'
import { addProxyOptions, type ProxyOptions } from './proxy-options.ts'

const parse = (...args: string[]) =>
  addProxyOptions(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .parse(args, { from: 'user' })
    .opts<ProxyOptions>()

afterEach(() => vi.unstubAllEnvs())

describe('the options of a server behind a proxy', () => {
  it('are missing by default', () => {
    expect(parse()).toEqual({})
  })

  it.each([
    ['https://contacts.example.com', 'https://contacts.example.com'],
    ['https://contacts.example.com/', 'https://contacts.example.com'],
    ['HTTPS://Contacts.Example.com:443', 'https://contacts.example.com'],
    ['http://192.0.2.7:8080', 'http://192.0.2.7:8080'],
    ['http://[2001:db8::7]:8080', 'http://[2001:db8::7]:8080'],
  ])('--public-url %s', (text, origin) => {
    expect(parse('--public-url', text).publicUrl).toBe(origin)
  })

  it.each([
    'contacts.example.com',
    '//contacts.example.com',
    'ftp://contacts.example.com',
    'https://contacts.example.com/api',
    'https://contacts.example.com/?a=b',
    'https://contacts.example.com/#a',
    'https://user@contacts.example.com',
    'javascript:alert(1)',
    '',
  ])('--public-url refuses %j', (text) => {
    expect(() => parse('--public-url', text)).toThrow(/It is a scheme, a host and a port without a path/)
  })

  it('--allowed-host and --trusted-proxy can be repeated, and can contain commas', () => {
    const { allowedHost, trustedProxy = [] } = parse(
      ...['--allowed-host', 'a.test', '--allowed-host', 'b.test, [::7]'],
      ...['--trusted-proxy', '10.0.0.0/8,::1', '--trusted-proxy', '192.0.2.1'],
    )
    expect(allowedHost).toEqual(['a.test', 'b.test', '[::7]'])
    const trusted = ['10.9.9.9', '::1', '192.0.2.1', '192.0.2.2', '127.0.0.1'].map((address) =>
      isInNetworks(address, trustedProxy),
    )
    expect(trusted).toEqual([true, true, true, false, false])
  })

  it.each(['https://a.test', 'a.test:443', 'a.test/x', 'a b', '*', ''])(
    '--allowed-host refuses %j',
    (text) => {
      expect(() => parse('--allowed-host', text)).toThrow(/It is a host name|It must not be empty/)
    },
  )

  it.each(['10.0.0.0/33', 'localhost', '10.0.0.0/8,x', 'any', ''])('--trusted-proxy refuses %j', (text) => {
    expect(() => parse('--trusted-proxy', text)).toThrow(/It is an address or a network|It must not be empty/)
  })

  it('can be set by variables', () => {
    vi.stubEnv('CONTACTD_PUBLIC_URL', 'https://a.test')
    vi.stubEnv('CONTACTD_ALLOWED_HOST', 'a.test,b.test')
    vi.stubEnv('CONTACTD_TRUSTED_PROXY', '10.0.0.0/8')
    expect(parse()).toMatchObject({ publicUrl: 'https://a.test', allowedHost: ['a.test', 'b.test'] })
    expect(parse().trustedProxy).toHaveLength(1)
  })
})
