import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { maxBodyBytes } from '../server/src/http/bounds.ts'
import { HttpClient } from './support/http-client.ts'
import { type Program, startProgram } from './support/program.ts'

const contact = '/contacts/ocQHyuzHvuMOe5N5jjXF'

let program: Program
beforeAll(async () => {
  program = await startProgram({ demo: true })
})

async function connected(): Promise<Socket> {
  const socket = connect(program.port, '127.0.0.1').setEncoding('utf8')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

function update(body: string, more: Record<string, string> = {}): string {
  const headers = {
    host: 'localhost',
    version: '2021-07-28',
    authorization: `Bearer ${program.token}`,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...more,
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `PUT ${contact} HTTP/1.1\r\n${lines.join('')}\r\n`
}

/** Reads until the connection is closed, or until the text contains the awaited part. */
async function read(socket: Socket, enough = /$^/): Promise<string> {
  let text = ''
  for await (const chunk of socket) {
    text += chunk
    if (enough.test(text)) break
  }
  return text
}

const statuses = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status))

const cityOf = async () => {
  const client = new HttpClient(program)
  const { body } = await client.call('GET', contact)
  client.close()
  return body.contact.city
}

describe('BR-366 a body with Expect: 100-continue', () => {
  const expecting = { expect: '100-continue' }
  it.each<[string, Record<string, string>, number]>([
    ['without a token', { authorization: '' }, 401],
    ['with an unknown token', { authorization: 'Bearer pit-x' }, 401],
    ['without a Version', { version: '' }, 401],
    ['for another host', { host: 'example.com' }, 403],
    ['declared too large', { 'content-length': String(maxBodyBytes + 1) }, 413],
  ])('is refused %s, without 100 Continue', async (_, headers, status) => {
    const socket = await connected()
    socket.write(update('{"city":"Aden"}', { ...expecting, ...headers }))
    // The body may or may not arrive, so the connection is closed.
    expect(statuses(await read(socket))).toEqual([status])
  })

  it('gets 100 Continue if all of that is valid, and is accepted', async () => {
    const socket = await connected()
    const body = '{"city":"Bonn"}'
    socket.write(update(body, expecting))
    const [first] = (await once(socket, 'data')) as [string]
    expect(first).toBe('HTTP/1.1 100 Continue\r\n\r\n')
    socket.write(body)
    const [second] = (await once(socket, 'data')) as [string]
    expect(statuses(second)).toEqual([200])
    expect(second).not.toMatch(/connection: close/i)
    expect(await cityOf()).toBe('Bonn')
    socket.destroy()
  })
})

describe('BR-367 a malformed request', () => {
  it('pipelined behind a write gets its response after that of the write, which was done', async () => {
    const socket = await connected()
    const body = '{"city":"Cork"}'
    socket.write(`${update(body)}${body}NO REQUEST\r\n\r\n`)
    const text = await read(socket)
    expect(statuses(text)).toEqual([200, 400])
    expect(text).toContain('"city":"Cork"')
    expect(await cityOf()).toBe('Cork')
  })

  it('behind several requests, some of which wait, gets its response after all of them', async () => {
    const socket = await connected()
    const get = `GET ${contact} HTTP/1.1\r\nHost: localhost\r\nVersion: 2021-07-28\r\nAuthorization: Bearer ${program.token}\r\n\r\n`
    const body = '{"city":"Dover"}'
    socket.write(`${get}${update(body)}${body}${get}`)
    socket.write('\0\0\0\0')
    await sleep(10)
    socket.write('\0\0\0\0')
    const text = await read(socket)
    expect(statuses(text)).toEqual([200, 200, 200, 400])
  })

  it('inside an unfinished body ends that request with a 400, after the responses before it', async () => {
    const socket = await connected()
    const body = '{"city":"Essen"}'
    const chunked = update('', { 'transfer-encoding': 'chunked' }).replace(/content-length: 0\r\n/, '')
    socket.write(`${update(body)}${body}${chunked}ZZ\r\n`)
    expect(statuses(await read(socket))).toEqual([200, 400])
    expect(await cityOf()).toBe('Essen')
  })
})
