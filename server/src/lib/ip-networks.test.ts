import { describe, expect, it } from 'vitest'
import { clientNetworkOf, isInNetworks, parseNetwork } from './ip-networks.ts'

const networks = (...texts: string[]) =>
  texts.map((text) => {
    const network = parseNetwork(text)
    if (!network) throw new Error(`${text} is no network.`)
    return network
  })

describe('a network', () => {
  it.each([
    ['10.0.0.0/8', '10.255.0.1', true],
    ['10.1.2.3/8', '10.255.0.1', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['192.0.2.1', '192.0.2.1', true],
    ['192.0.2.1', '192.0.2.2', false],
    ['192.0.2.1/32', '::ffff:192.0.2.1', true],
    ['10.0.0.0/8', '::ffff:10.0.0.1', true],
    ['10.0.0.0/8', '::ffff:a00:1', true],
    ['::ffff:10.0.0.0/104', '10.2.3.4', true],
    ['::ffff:10.0.0.0/104', '11.2.3.4', false],
    ['::1', '::1', true],
    ['::1', '0:0:0:0:0:0:0:1', true],
    ['::1', '127.0.0.1', false],
    ['fd00::/8', 'fdab::1', true],
    ['fd00::/8', 'fe80::1', false],
    ['fe80::/10', 'fe80::1%eth0', true],
    ['0.0.0.0/0', '203.0.113.9', true],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['::/0', '2001:db8::1', true],
    ['10.0.0.0/8', 'unknown', false],
    ['10.0.0.0/8', '', false],
    ['10.0.0.0/8', '10.1', false],
    ['10.0.0.0/8', '012.0.0.1', false],
    ['10.0.0.0/8', '167772161', false],
  ])('%s contains %s: %s', (network, address, isIn) => {
    expect(isInNetworks(address, networks(network))).toBe(isIn)
  })

  it('is found in a list of several', () => {
    expect(isInNetworks('192.0.2.7', networks('10.0.0.0/8', '192.0.2.0/24'))).toBe(true)
    expect(isInNetworks('192.0.2.7', [])).toBe(false)
  })

  it.each([
    '',
    'localhost',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '10.0/8',
    '::/129',
    '::ffff:10.0.0.0/95',
    'fe80::1%eth0',
    '10.0.0.0/8,::1',
    ' 10.0.0.0/8',
    '0x0a.0.0.0/8',
  ])("can't be %j", (text) => {
    expect(parseNetwork(text)).toBeUndefined()
  })
})

describe('an address counts as its network', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:c000:201', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['2001:db8:1::', '2001:db8:1:0'],
    ['::1', '0:0:0:0'],
    ['::', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0'],
    ['', ''],
  ])('%s as %s', (address, network) => {
    expect(clientNetworkOf(address)).toBe(network)
  })
})
