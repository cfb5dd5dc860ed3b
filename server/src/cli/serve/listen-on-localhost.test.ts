import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { expect, it } from 'vitest'
import { listenOnEveryLocalhost } from './listen-on-localhost.ts'

it('responds on every address of localhost', async () => {
  const server = createServer((_request, response) => response.end('here'))
  await once(server.listen(0, 'localhost'), 'listening')
  await listenOnEveryLocalhost(server)
  const { port } = server.address() as AddressInfo
  const available = Object.values(networkInterfaces()).flatMap((all) => all?.map(({ address }) => address))
  const addresses = (await lookup('localhost', { all: true })).filter(({ address }) =>
    available.includes(address),
  )
  expect(addresses).not.toEqual([])
  for (const { address, family } of addresses) {
    const host = family === 6 ? `[${address}]` : address
    const response = await fetch(`http://${host}:${port}/`, { headers: { connection: 'close' } })
    expect(await response.text()).toBe('here')
  }
  server.close()
})
