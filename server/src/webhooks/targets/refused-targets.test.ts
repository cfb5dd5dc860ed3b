import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { buildConnector } from 'undici'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ResolveName } from './resolve-name.ts'
import { targetConnector } from './target-connector.ts'
import { notPublicSentence, targetProblem } from './target-url.ts'

/** Hosts that may not be dialled, as they are written in URLs. */
const refusedHosts = [
  // Loopback, in every notation of an IPv4 address.
  '127.0.0.1',
  '127.0.0.1.',
  '127.255.255.254',
  '127.1',
  '127.0.1',
  '2130706433',
  '0x7f000001',
  '0x7f.0x0.0x0.0x1',
  '0X7F.1',
  '0177.0.0.1',
  '017700000001',
  '0177.0x0.1',
  '%31%32%37.0.0.1',
  '１２７.0.0.1',
  '127。0。0。1',
  '①②⑦.⓪.⓪.①',
  'localhost',
  'LOCALHOST',
  'localhost.',
  'ⓛocalhost',
  'app.localhost',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[0000::0001]',
  // This host and this network.
  '0',
  '0.0.0.0',
  '0x0',
  '0.1.2.3',
  '[::]',
  // Private.
  '10.0.0.1',
  '10.255.255.255',
  '012.0.0.1',
  '0xa000001',
  '167772161',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '192.168.1',
  '3232235521',
  '[fc00::1]',
  '[fd12:3456:789a::1]',
  '[fec0::1]',
  // Link-local and metadata.
  '169.254.0.1',
  '169.254.169.254',
  '0xa9fea9fe',
  '2852039166',
  '0251.0376.0251.0376',
  '169.254.43518',
  '169.254.170.2',
  '[fe80::1]',
  '[febf::1]',
  '[fe80::a9fe:a9fe]',
  '[fd00:ec2::254]',
  '[fd20:ce::254]',
  '100.100.100.200',
  '192.0.0.192',
  '168.63.129.16',
  '[::ffff:168.63.129.16]',
  // Carrier-grade NAT.
  '100.64.0.1',
  '100.127.255.255',
  // Multicast and broadcast.
  '224.0.0.1',
  '239.255.255.250',
  '255.255.255.255',
  '4294967295',
  '[ff02::1]',
  '[ff0e::1]',
  // Reserved, for documentation and for measurements.
  '192.0.0.1',
  '192.0.2.1',
  '192.88.99.1',
  '198.18.0.1',
  '198.19.255.255',
  '198.51.100.1',
  '203.0.113.1',
  '240.0.0.1',
  '192.52.193.1',
  '192.175.48.1',
  '[100::1]',
  '[2001:db8::1]',
  '[3fff::1]',
  '[2001:2::1]',
  '[2001:10::1]',
  '[2001:20::1]',
  '[5f00::1]',
  '[4000::1]',
  '[200::1]',
  // IPv4 inside IPv6: mapped, compatible, translated.
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::ffff:10.0.0.1]',
  '[::ffff:169.254.169.254]',
  '[0:0:0:0:0:ffff:c0a8:1]',
  '[::127.0.0.1]',
  '[::7f00:1]',
  '[::8.8.8.8]',
  '[::ffff:0:127.0.0.1]',
  // NAT64, 6to4, Teredo.
  '[64:ff9b::127.0.0.1]',
  '[64:ff9b::a9fe:a9fe]',
  '[64:ff9b::8.8.8.8]',
  '[64:ff9b:1::10.0.0.1]',
  '[64:ff9b:1:a00:0:100::]',
  '[2002:7f00:1::]',
  '[2002:a00:1::1]',
  '[2002:808:808::1]',
  '[2001::1]',
  '[2001:0:7f00:1:0:0:80ff:fffe]',
  // Not a host.
  '[fe80::1%25eth0]',
  '[::1%25lo]',
  '256.0.0.1',
  '127.0.0.0.1',
  '0x100000000',
  '[::1',
  '127.0.0.1%00',
]

/** Whole URLs that are refused. */
const refusedUrls = [
  'ftp://8.8.8.8/',
  'file:///etc/passwd',
  'gopher://8.8.8.8/',
  'ws://8.8.8.8/',
  'javascript:alert(1)',
  'data:text/plain,a',
  '/hook',
  '',
  'https://user@8.8.8.8/',
  'https://user:secret@8.8.8.8/',
  'https://:secret@8.8.8.8/',
  'https://8.8.8.8@127.0.0.1/',
  'https:\\\\127.0.0.1\\hook',
  'https:127.0.0.1',
  'https://8.8.8.8:0/',
  'https://8.8.8.8:00/',
  'https://8.8.8.8:65536/',
  'https://8.8.8.8/#events',
  'https://8.8.8.8/#',
  'https:////127.0.0.1/',
  ' https://127.0.0.1/ ',
  'https://127.0\n.0.1/',
  `https://8.8.8.8/${'a'.repeat(2100)}`,
]

/** Names, with addresses that may not be dialled. */
const refusedNames: Record<string, string[]> = {
  'loopback.example': ['127.0.0.1'],
  'loopback6.example': ['::1'],
  'both.example': ['127.0.0.1', '::1'],
  'mapped.example': ['::ffff:127.0.0.1'],
  'metadata.example': ['169.254.169.254', 'fd00:ec2::254'],
  'private.example': ['10.0.0.1', '192.168.0.1', 'fd00::1'],
  'nat64.example': ['64:ff9b::7f00:1'],
  'nothing.example': [],
  'zone.example': ['fe80::1%eth0'],
  'no-address.example': ['loopback.example', '0x7f.1'],
}

/** Counts each attempt of this process to connect, and each connection that reaches loopback. */
let server: Server
let port: number
let reached = 0
const attempts: string[] = []
const onSocket = (message: unknown) => {
  const { socket } = message as { socket: Socket }
  socket.on('connectionAttempt', (address) => attempts.push(address))
}
beforeAll(async () => {
  subscribe('net.client.socket', onSocket)
  server = createServer((socket) => {
    reached += 1
    socket.destroy()
  })
  await once(server.listen(0, '::'), 'listening')
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  unsubscribe('net.client.socket', onSocket)
  server.close()
})

/** Connects as undici does. @returns the message of the error, or undefined. */
function dial(hostname: string, allowPrivate = false, resolve?: ResolveName): Promise<string | undefined> {
  const connect = targetConnector(buildConnector, { allowPrivate, resolve, connectTimeoutMs: 5_000 })
  const { promise, resolve: settle } = Promise.withResolvers<string | undefined>()
  connect({ hostname, host: hostname, protocol: 'http:', port: String(port) }, (error, socket) => {
    socket?.destroy()
    settle(error?.message)
  })
  return promise
}

const noName: ResolveName = () => Promise.resolve(['127.0.0.1', '::1'])

it.each(refusedHosts)('BR-690 refuses %s and dials nothing', async (host) => {
  const url = `http://${host}:${port}/hook?key=secret`
  const problem = targetProblem(url, false)
  expect(problem).toMatch(
    /^The (host of the URL has no public address: .*--webhook-allow-private.*|URL is not valid)\.$/,
  )
  if (problem !== notPublicSentence) return
  const { hostname } = new URL(url)
  expect(await dial(hostname.replace(/^\[|\]$/g, ''), false, noName)).toBe(notPublicSentence)
})

it.each(refusedUrls)('BR-690 refuses the URL %j', (url) => {
  expect(targetProblem(url, false)).toMatch(
    /^The [^/]*\.$|^The URL must begin with https:\/\/ or http:\/\/\.$/,
  )
})

it.each(Object.entries(refusedNames))('BR-690 dials nothing for %s with %j', async (name, addresses) => {
  expect(targetProblem(`http://${name}:${port}/`, false)).toBeUndefined()
  expect(await dial(name, false, () => Promise.resolve(addresses))).toBe(notPublicSentence)
})

it('BR-690 has made no connection in all these tests', async () => {
  expect(refusedHosts.length + refusedUrls.length).toBeGreaterThan(80)
  expect({ attempts, reached }).toEqual({ attempts: [], reached: 0 })
  // The counters count.
  expect(await dial('127.0.0.1', true)).toBeUndefined()
  expect(attempts).toEqual(['127.0.0.1'])
})

it('BR-690 dials private addresses where they are allowed', async () => {
  for (const host of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) expect(await dial(host, true)).toBeUndefined()
  expect(await dial('receiver.example', true, () => Promise.resolve(['127.0.0.1']))).toBeUndefined()
  expect(targetProblem(`http://localhost:${port}/`, true)).toBeUndefined()
  expect(targetProblem('http://user:secret@localhost/', true)).toMatch(/user name/)
})
