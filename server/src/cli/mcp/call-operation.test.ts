import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type ApiServer, CallError, callOperation, targetOf } from './call-operation.ts'
import type { OperationTool } from './operation-tools.ts'

const properties = { contactId: {}, limit: {}, query: {} }
const read: OperationTool = {
  tool: { name: 'get-contact', inputSchema: { type: 'object', properties } },
  method: 'GET',
  path: '/contacts/{contactId}/notes',
  parameters: [
    { name: 'contactId', in: 'path' },
    { name: 'limit', in: 'query' },
    { name: 'query', in: 'query' },
  ],
  isRead: true,
}
const write: OperationTool = {
  ...read,
  tool: { name: 'create-note', inputSchema: { type: 'object', properties: { ...properties, body: {} } } },
  method: 'POST',
  isRead: false,
}

describe('targetOf', () => {
  it.each([
    [{ contactId: 'a1' }, '/contacts/a1/notes'],
    [{ contactId: 'a/../b?c#d é' }, '/contacts/a%2F..%2Fb%3Fc%23d%20%C3%A9/notes'],
    [{ contactId: '%2e%2e' }, '/contacts/%252e%252e/notes'],
    [{ contactId: 'a', limit: 5, query: 'x&y=z' }, '/contacts/a/notes?limit=5&query=x%26y%3Dz'],
    [{ contactId: 'a', query: ['x', 'y'], limit: null }, '/contacts/a/notes?query=x&query=y'],
  ])('of %j is %s', (args, target) => {
    expect(targetOf(read, args)).toBe(target)
    expect(new URL(target, 'http://localhost').pathname).toMatch(/^\/contacts\/[^/]+\/notes$/)
  })

  it.each([
    [{}, 'contactId must be an id.'],
    [{ contactId: 7 }, 'contactId must be an id.'],
    [{ contactId: '' }, 'contactId must be an id.'],
    [{ contactId: '.' }, 'contactId must be an id.'],
    [{ contactId: '..' }, 'contactId must be an id.'],
    [{ contactId: '\ud800' }, 'contactId must be well-formed text.'],
    [{ id: 'a' }, 'get-contact has no id: it takes contactId, limit, query.'],
  ])('refuses %j', (args, sentence) => {
    expect(() => targetOf(read, args)).toThrow(new CallError(sentence))
  })
})

describe('callOperation', () => {
  let close = () => {}
  afterEach(() => close())

  /** Calls an operation of a server. */
  async function ask(listener: RequestListener, operation = read, more: Partial<ApiServer> = {}) {
    const server = createServer(listener).listen(0, '127.0.0.1')
    await once(server, 'listening')
    close = () => {
      server.close()
      server.closeAllConnections()
    }
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const api = { origin, token: 'secret', apiVersion: 'v3', timeoutMs: 10_000, maxBytes: 1000, ...more }
    const args = { contactId: 'a', ...(operation === write && { body: { b: 1 } }) }
    return callOperation(operation, args, api, new AbortController().signal)
  }

  it('sends the token and the version', async () => {
    let headers: IncomingHttpHeaders = {}
    const response = await ask((request, reply) => {
      headers = request.headers
      reply.end('{}')
    }, write)
    expect(response).toEqual({ status: 200, text: '{}', isCut: false })
    expect(headers).toMatchObject({
      authorization: 'Bearer secret',
      version: 'v3',
      'content-type': 'application/json',
    })
  })

  it.each([
    ['a'.repeat(1000), 'a'.repeat(1000), false],
    ['a'.repeat(1001), 'a'.repeat(1000), true],
    [`${'a'.repeat(999)}é`, 'a'.repeat(999), true],
  ])('BR-624 cuts a long response between characters', async (sent, text, isCut) => {
    expect(await ask((_, reply) => reply.end(sent))).toEqual({ status: 200, text, isCut })
  })

  it('BR-624 reads an endless response no further', async () => {
    const response = await ask((_, reply) => {
      const timer = setInterval(() => reply.write('x'.repeat(600)), 1)
      reply.on('close', () => clearInterval(timer))
    })
    expect(response).toMatchObject({ isCut: true, text: 'x'.repeat(1000) })
  })

  it('BR-625 follows no redirect with the token', async () => {
    let requests = 0
    const response = await ask((_, reply) => {
      requests++
      reply.writeHead(307, { location: '/elsewhere' }).end()
    })
    expect([response.status, requests]).toEqual([307, 1])
  })

  it.each([
    [read, /^http:\S+ has not answered within 0\.05 seconds\.$/],
    [write, /^http:\S+ has not answered within 0\.05 seconds\. It is unknown whether the change was made: /],
  ])('BR-624 waits a limited time', async (operation, sentence) => {
    await expect(ask(() => undefined, operation, { timeoutMs: 50 })).rejects.toThrow(sentence)
  })

  it('BR-624 says that a change is in doubt if the connection breaks', async () => {
    const answered = ask((request) => request.socket.destroy(), write)
    await expect(answered).rejects.toThrow(/ does not answer \(\w+\): .*\? It is unknown whether /)
  })

  it('says that no server listens, and that nothing was sent', async () => {
    const answered = ask(() => undefined, write, { origin: await closedOrigin() })
    await expect(answered).rejects.toThrow(/ does not answer \(ECONNREFUSED\): is the server running\?$/)
  })
})

/** An address on which nobody listens. */
async function closedOrigin(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return `http://127.0.0.1:${port}`
}
