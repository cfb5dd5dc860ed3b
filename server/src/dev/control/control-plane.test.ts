import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { api, control, send } from '../../../../test/support/dev-client.ts'
import { memoryLogger } from '../../../../test/support/memory-logger.ts'
import type { Contactd } from '../contactd.ts'
import { openDevServer } from '../dev-server.ts'
import { startContactd } from '../start-contactd.ts'

let contactd: Contactd
beforeAll(async () => {
  contactd = await startContactd()
})
beforeEach(() => contactd.reset())
afterAll(() => contactd.close())

/** Deletes the contact that every reset brings back. */
const spoil = () => api(contactd, 'DELETE', `/contacts/${contactd.contactId}`)
const isSpoilt = async () => (await api(contactd, 'GET', `/contacts/${contactd.contactId}`)).status === 400

describe('BR-602 the control plane answers programs of this machine only', () => {
  it.each([
    ['of another name', { host: 'contacts.example' }, 403],
    ['of HighLevel', { host: 'services.leadconnectorhq.com' }, 403],
    ['of another address', { host: '10.0.0.1:4455' }, 403],
    ['with a foreign origin', { origin: 'https://evil.example' }, 403],
    ['with an origin of another port', { origin: 'http://127.0.0.1:1' }, 403],
    ['with an opaque origin', { origin: 'null' }, 403],
    ['of a page of another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['of a page of the same site', { 'sec-fetch-site': 'same-site' }, 403],
    ['as a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['as text', { 'content-type': 'text/plain' }, 415],
  ])('refuses a request %s', async (_, headers, status) => {
    await spoil()
    const reply = await control(contactd, 'POST', '/reset', '{}', headers)
    expect(reply).toMatchObject({ status, body: { statusCode: status } })
    expect(await isSpoilt()).toBe(true)
    expect((await control(contactd, 'GET', '/clock', undefined, headers)).status).toBe(
      status === 403 ? 403 : 415,
    )
  })

  it('takes a request of a page of its own origin', async () => {
    const headers = { origin: contactd.url, 'sec-fetch-site': 'same-origin' }
    expect((await control(contactd, 'POST', '/reset', undefined, headers)).status).toBe(204)
  })

  it('refuses several Host headers', async () => {
    const { hostname, port } = new URL(contactd.url)
    const socket = connect(Number(port), hostname)
    socket.end(
      'GET /_contactd/dev/clock HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
    )
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 40[03] /)
  })

  it('wants the control token where it listens elsewhere', async () => {
    const { logger } = memoryLogger('warn')
    const server = await openDevServer({ host: '127.0.0.1', port: 0, controlToken: 'T-1', logger })
    const at = `${server.url}/_contactd/dev/clock`
    const statusWith = async (headers: Record<string, string>) =>
      (await send(at, 'GET', undefined, headers)).status
    expect(await statusWith({})).toBe(401)
    expect(await statusWith({ authorization: 'Bearer T-2' })).toBe(401)
    expect(await statusWith({ authorization: `Bearer ${server.token}` })).toBe(401)
    expect(await statusWith({ authorization: 'Bearer T-1', host: 'contactd:4455' })).toBe(200)
    expect(await statusWith({ authorization: 'bearer T-1' })).toBe(200)
    expect(await statusWith({ authorization: 'Bearer T-1 T-1' })).toBe(401)
    expect(await statusWith({ authorization: 'T-1' })).toBe(401)
    expect(await statusWith({ authorization: 'Bearer T-1', origin: 'https://evil.example' })).toBe(403)
    await server.close()
  })
})

describe('BR-603 a wrong request to the control plane does nothing', () => {
  it.each([
    ['PUT', '/clock', { now: 'tomorrow' }],
    ['PUT', '/clock', { now: 5 }],
    ['PUT', '/clock', { frozen: 'yes' }],
    ['PUT', '/clock', { frozen: true, speed: 2 }],
    ['PUT', '/clock', '{"frozen":'],
    ['PUT', '/clock', []],
    ['POST', '/clock/advance', {}],
    ['POST', '/clock/advance', { seconds: -1 }],
    ['POST', '/clock/advance', { seconds: '5' }],
    ['POST', '/clock/advance', { seconds: 1e12 }],
    ['POST', '/reset', { hard: true }],
    ['PUT', '/snapshots/a%2Fb', undefined],
    ['PUT', `/snapshots/${'a'.repeat(101)}`, undefined],
    ['POST', '/reset', '['.repeat(20_000) + ']'.repeat(20_000)],
    ['POST', '/faults', `{"effect":{"body":${'['.repeat(20_000)}${']'.repeat(20_000)}}}`],
    ['POST', '/locations', { name: '' }],
    ['POST', '/locations', { country: 'XX' }],
    ['POST', '/locations', { timezone: 'Mars/Base' }],
    ['POST', '/locations', { scopes: ['contacts.all'] }],
    ['POST', '/locations', { seed: 'large' }],
    ['POST', '/locations', { seed: { contacts: [{ email: 'no' }] } }],
    ['POST', '/locations', { seed: { contacts: [{ id: 'a b' }] } }],
    ['POST', '/locations', { seed: { contacts: [{ id: 'a' }, { id: 'a' }] } }],
    ['POST', '/locations', { seed: { customFields: [{ name: 'A', dataType: 'NUMBER' }] } }],
    ['POST', '/locations', { seed: { forms: [] } }],
    ['POST', '/locations', { seed: { contacts: [{ phone: 'not a phone' }] } }],
  ])('%s %s %j is 422', async (method, path, body) => {
    const locations = () => api(contactd, 'GET', `/locations/search?companyId=${contactd.companyId}`)
    const before = await control(contactd, 'GET', '/snapshots')
    const reply = await control(contactd, method, path, body)
    expect(reply).toMatchObject({ status: 422, body: { statusCode: 422 } })
    expect((await contactd.clock.now()).frozen).toBe(false)
    expect(Math.abs(Date.parse((await contactd.clock.now()).now) - Date.now())).toBeLessThan(5_000)
    expect((await control(contactd, 'GET', '/snapshots')).body).toEqual(before.body)
    expect((await locations()).status).not.toBe(500)
  })

  it.each([
    [
      '/faults',
      { effect: { connection: 'close' } },
      'effect.connection must be a valid enum value: not "close", but one of reset, reset-after-commit, stall, truncate',
    ],
    ['/clock/advance', { seconds: '5' }, /^seconds must be a number/],
    ['/locations', { scopes: ['contacts.all'] }, / not "contacts\.all", but one of contacts\.readonly, /],
  ])('POST %s %j says how to repair it', async (path, body, sentence) => {
    const reply = await control<{ message: string[] }>(contactd, 'POST', path, body)
    expect(reply.body.message).toEqual([
      typeof sentence === 'string' ? sentence : expect.stringMatching(sentence),
    ])
  })

  it.each([
    ['GET', '/nowhere', 404],
    ['GET', '', 404],
    ['GET', '/reset', 405],
    ['PATCH', '/clock', 405],
    ['POST', '/snapshots/none/restore', 404],
    ['DELETE', '/snapshots/none', 404],
    ['DELETE', '/locations/none', 404],
  ])('%s %s is %i', async (method, path, status) => {
    expect(await control(contactd, method, path)).toMatchObject({ status, body: { statusCode: status } })
  })

  it('a body that is too large is 413', async () => {
    const body = JSON.stringify({ name: 'x'.repeat(17 * 1024 * 1024) })
    expect((await control(contactd, 'POST', '/locations', body)).status).toBe(413)
  })

  it('a body that is not read is answered all the same', async () => {
    const body = 'x'.repeat(17 * 1024 * 1024)
    const type = { 'content-type': 'text/plain' }
    expect((await control(contactd, 'POST', '/reset', body, type)).status).toBe(415)
    expect((await control(contactd, 'POST', '/nowhere', body)).status).toBe(404)
  })

  it('a body that ends early is no failure of the server', async () => {
    const { logger, lines } = memoryLogger('warn')
    const server = await openDevServer({ host: '127.0.0.1', port: 0, logger })
    const { hostname, port } = new URL(server.url)
    const socket = connect(Number(port), hostname)
    socket.write(
      'POST /_contactd/dev/reset HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
    )
    await new Promise<void>((gone) => {
      server.server.once('request', (raw) => raw.once('close', gone))
      socket.once('connect', () => server.server.once('request', () => socket.destroy()))
    })
    await control(server, 'GET', '/clock')
    expect(lines.filter(({ level }) => level !== 'info')).toEqual([])
    await server.close()
  })

  it('a call of this process takes what HTTP takes', async () => {
    const round: Record<string, unknown> = {}
    round.body = round
    await expect(contactd.fault({ effect: { body: round } })).rejects.toThrow('The body is not JSON')
    const deep = JSON.parse('['.repeat(1_000) + ']'.repeat(1_000))
    await expect(contactd.fault({ effect: { body: deep } })).rejects.toThrow('nested deeper')
    await expect(contactd.snapshot('..')).rejects.toThrow('The name of a snapshot')
  })
})
