import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../../../test/support/server.ts'
import { until } from '../../../test/support/until.ts'
import { Connections } from './connections.ts'
import { sendJson } from './send-json.ts'
import { heldBytes, type WaitingLimits } from './waiting-answers.ts'

/** More than a megabyte. */
const large = 'GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n'
/** More than the system buffers for a connection. */
const many = 20

let server: TestServer
const sockets: Socket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await server.close()
})

async function start(waiting: WaitingLimits): Promise<number> {
  server = await startTestServer({ waiting })
  server.app.get('/large', { schema: { hide: true } }, async () => 'x'.repeat(1_100_000))
  // Responds in parts, as the lists of the API do.
  server.app.get('/list', { schema: { hide: true } }, (_request, reply) =>
    sendJson(reply, ['[', JSON.stringify('x'.repeat(1_100_000)), ']']),
  )
  await server.app.listen({ host: '127.0.0.1', port: 0 })
  return (server.app.server.address() as AddressInfo).port
}

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  sockets.push(socket)
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

describe('responses that clients do not read', () => {
  it('BR-364 end their connection after the timeout, and no other one', async () => {
    const stalledTimeMs = 500
    const port = await start({ stalledTimeMs, waitingBytes: 1024 ** 3 })
    const idle = await open(port)
    const slow = await open(port)
    let read = 0
    slow.on('data', (chunk: Buffer) => {
      read += chunk.length
      slow.pause()
      setTimeout(() => slow.resume(), 2)
    })
    slow.write(large.repeat(many))
    const stalled = await open(port)
    stalled.pause()
    stalled.write(large.repeat(many))
    await until(() => heldBytes(server.app) > 1024 * 1024)
    await until(() => Connections.of(server.app.server).owed(slow).length === 0)
    const serverSides = () =>
      [...Connections.of(server.app.server).sockets].map(({ remotePort }) => remotePort)
    await until(() => !serverSides().includes(stalled.localPort))
    await sleep(2 * stalledTimeMs)
    expect(serverSides()).toEqual(expect.arrayContaining([idle.localPort, slow.localPort]))
    expect(read).toBeGreaterThan(0)
  })

  it.each(['/large', '/list'])(
    'BR-364 cause 503 for further large ones beyond the limit (%s), but not for small ones',
    async (path) => {
      const bound = 4 * 1024 * 1024
      const port = await start({ stalledTimeMs: 60_000, waitingBytes: bound })
      const hoarders = await Promise.all(Array.from({ length: 8 }, () => open(port)))
      for (const hoarder of hoarders) hoarder.pause()
      // Some of these are refused too, and the system buffers megabytes for each, so they retry.
      const asking = setInterval(() => {
        for (const hoarder of hoarders) hoarder.write(large.replace('/large', path))
      }, 10)
      const url = `http://127.0.0.1:${port}`
      let refused = await fetch(`${url}${path}`)
      const isRefused = async () => {
        if (refused.status !== 503) refused = await fetch(`${url}${path}`)
        return refused.status
      }
      await expect.poll(isRefused, { timeout: 20_000 }).toBe(503)
      expect([refused.status, refused.headers.get('retry-after'), await refused.json()]).toEqual([
        503,
        '1',
        {
          message: 'Too many answers wait to be read. Try again.',
          error: 'Service Unavailable',
          statusCode: 503,
          traceId: expect.any(String),
        },
      ])
      expect((await fetch(`${url}/healthz`)).status).toBe(200)
      const metrics = await (await fetch(`${url}/metrics`)).text()
      const shownBytes = Number(/^contactd_http_waiting_response_bytes (\d+)$/m.exec(metrics)?.[1])
      expect(shownBytes).toBeGreaterThan(0)
      expect(shownBytes).toBeLessThanOrEqual(bound)
      clearInterval(asking)
      for (const hoarder of hoarders) hoarder.destroy()
      await until(() => heldBytes(server.app) === 0)
      await expect.poll(async () => (await fetch(`${url}${path}`)).status, { timeout: 20_000 }).toBe(200)
    },
  )
})
