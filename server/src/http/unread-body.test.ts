import { request } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { beforeAll, describe, expect, it } from 'vitest'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import { maxBodyBytes } from './bounds.ts'

const server = useTestServer()
let port: number
beforeAll(async () => {
  await server.app.listen({ host: '127.0.0.1', port: 0 })
  port = (server.app.server.address() as AddressInfo).port
})

const tooLarge = 20 * maxBodyBytes

/**
 * What a client sees that reads no response before it has sent its whole body, like most clients: the first line of the
 * response, or the error code.
 */
const send = (bytes: number, headers: Record<string, string>): Promise<string | undefined> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1').pause()
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code))
    const lines = Object.entries({ host: 'localhost', ...headers }).map(
      ([name, value]) => `${name}: ${value}`,
    )
    socket.write(`PUT /contacts/x HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
    const isChunked = 'transfer-encoding' in headers
    if (isChunked) socket.write(`${bytes.toString(16)}\r\n`)
    socket.write(Buffer.alloc(bytes, ' '))
    socket.write(isChunked ? '\r\n0\r\n\r\n' : '', () =>
      socket.resume().once('data', (answer) => {
        resolve(answer.toString().split('\r\n', 1)[0])
        socket.destroy()
      }),
    )
  })

const json = { version: '2021-07-28', 'content-type': 'application/json' }

describe('BR-421 a client that is refused while it is sending receives the response', () => {
  it.each([
    ['with a length', () => ({ 'content-length': String(tooLarge) })],
    ['in chunks', () => ({ 'transfer-encoding': 'chunked' })],
  ])('413, %s', async (_how, length) => {
    const headers = { ...json, ...length(), authorization: `Bearer ${server.token}` }
    expect(await send(tooLarge, headers)).toBe('HTTP/1.1 413 Payload Too Large')
  })

  it('401, on a connection that the client ends itself', async () => {
    const length = { 'content-length': String(tooLarge) }
    const headers = { ...json, ...length, authorization: 'Bearer none', connection: 'close' }
    expect(await send(tooLarge, headers)).toBe('HTTP/1.1 401 Unauthorized')
  })

  it('but a client that waits for 100 Continue gets it at once', async () => {
    const headers = { ...json, expect: '100-continue', 'content-length': String(tooLarge) }
    const status = await new Promise((resolve, reject) => {
      const call = request({
        host: '127.0.0.1',
        port,
        method: 'PUT',
        path: '/contacts/x',
        agent: false,
        headers,
      })
      call.once('response', (answer) => resolve(answer.statusCode))
      call.once('continue', () => reject(new Error('the body is asked for')))
      call.once('error', reject)
      call.flushHeaders()
    })
    expect(status).toBe(401)
  })
})
