import { createServer as createHttpServer, type IncomingHttpHeaders } from 'node:http'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { CommandLine } from '../../../../test/support/command-line.ts'
import { newContact } from '../../../../test/support/contacts.ts'
import { until } from '../../../../test/support/until.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { revokePrivateIntegrationToken } from '../../auth/private-integration-token.ts'
import { type ListenOptions, listenUntil } from './listen.ts'
import { makeOwnToken } from './own-token.ts'

const server = useTestServer()
const output = { stdout: '', stderr: '' }
const received: { headers: IncomingHttpHeaders; body: string }[] = []
const receiver = createHttpServer(async (request, response) => {
  received.push({ headers: request.headers, body: await text(request) })
  response.writeHead(201).end()
})
/** The connections through the proxy in front of the server. */
const sockets = new Set<Socket>()
let proxy: Server
let serverPort: number
let url: string
let forwardTo: string
let contactId: string
let stopping: AbortController
let running: Promise<void>[]

const portOf = (listening: { address(): unknown }) => (listening.address() as AddressInfo).port
beforeAll(async () => {
  await server.app.listen({ host: '127.0.0.1', port: 0 })
  serverPort = portOf(server.app.server)
  proxy = createServer((socket) => {
    sockets.add(socket)
    const upstream = connect(serverPort, '127.0.0.1')
    socket.once('close', () => upstream.destroy()).on('error', () => undefined)
    upstream.once('close', () => socket.destroy()).on('error', () => undefined)
    socket.pipe(upstream).pipe(socket)
  })
  await Promise.all(
    [receiver, proxy].map((each) => new Promise<void>((resolve) => each.listen(0, '127.0.0.1', resolve))),
  )
  url = `http://127.0.0.1:${portOf(proxy)}`
  forwardTo = `http://127.0.0.1:${portOf(receiver)}/hook`
  contactId = await newContact(server)
})
afterAll(() => {
  receiver.closeAllConnections()
  receiver.close()
  proxy.close()
})
beforeEach(() => {
  stopping = new AbortController()
  running = []
  received.length = 0
  Object.assign(output, { stdout: '', stderr: '' })
  for (const name of ['stdout', 'stderr'] as const)
    vi.spyOn(process[name], 'write').mockImplementation((chunk) => {
      output[name] += chunk
      return true
    })
  vi.stubEnv('CONTACTD_TOKEN', server.token)
})
afterEach(async () => {
  stopping.abort()
  await Promise.allSettled(running)
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

/** Starts to listen, and waits until events come. */
async function start(options: Partial<ListenOptions> = {}): Promise<void> {
  const listening = listenUntil({ database: 'sqlite:./none.db', url, ...options }, stopping.signal)
  running.push(listening)
  listening.catch(() => undefined)
  await Promise.race([listening, until(async () => output.stderr.includes('Listening to'))])
}

const change = async (city: string) => {
  expect((await server.call('PUT', `/contacts/${contactId}`, { city })).status).toBe(200)
}
const lines = () => output.stdout.split('\n').slice(0, -1)

describe('BR-729 contactd webhook listen', () => {
  it('prints a line for each event', async () => {
    await start({ name: 'lines' })
    await change('Aarau')
    await change('Bern')
    await until(async () => lines().length === 2)
    for (const line of lines())
      expect(line).toMatch(new RegExp(`^\\d\\d:\\d\\d:\\d\\d {2}ContactUpdate +${contactId}$`))
  })

  it('posts each event in order to a URL as a webhook would get it', async () => {
    await start({ forwardTo })
    await change('Chur')
    await change('Davos')
    await until(async () => lines().length === 2)
    expect(received.map(({ body }) => JSON.parse(body).city)).toEqual(['Chur', 'Davos'])
    expect(lines()[0]).toMatch(/ → 201 \(\d+ ms\)$/)
    const [, secret = ''] = /secret (\S+)/.exec(output.stderr) ?? []
    expect(output.stderr).toContain('\nStart your program with this secret: it is not that of a webhook.')
    for (const { headers, body } of received) {
      expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toEqual(JSON.parse(body))
      expect(headers['x-ghl-signature']).toBeDefined()
      expect(headers['content-type']).toBe('application/json')
    }
  })

  it('prints the bodies with --json, and goes on where it had ended', async () => {
    await start({ name: 'json', json: true })
    await change('Erlach')
    await until(async () => lines().length === 1)
    stopping.abort()
    await running[0]
    await change('Flims')
    stopping = new AbortController()
    output.stderr = ''
    await start({ name: 'json', json: true })
    await until(async () => lines().length === 2)
    expect(lines().map((line) => JSON.parse(line).city)).toEqual(['Erlach', 'Flims'])
    expect(JSON.parse(lines()[0] ?? '')).toMatchObject({
      type: 'ContactUpdate',
      webhookId: expect.any(String),
    })
  })

  it('connects again, and misses nothing', async () => {
    await start({ name: 'again', json: true })
    await change('Gais')
    await until(async () => lines().length === 1)
    for (const socket of sockets) socket.destroy()
    await change('Horgen')
    await until(async () => lines().length === 2)
    expect(lines().map((line) => JSON.parse(line).city)).toEqual(['Gais', 'Horgen'])
    expect(output.stderr).toContain('connecting again in 0.5 s')
    expect(output.stderr).toContain('connected again')
  })

  it('says what the URL does not answer, and goes on', async () => {
    await start({ forwardTo: 'http://127.0.0.1:1/' })
    await change('Ilanz')
    await until(async () => lines().length === 1)
    expect(lines()[0]).toMatch(/ → (ECONNREFUSED|bad port)/)
  })

  it('ends if the token is refused, at the beginning and later', async () => {
    vi.stubEnv('CONTACTD_TOKEN', 'pit-none')
    await expect(start()).rejects.toThrow('The server answered 401')
    const { companyId, locationId, fixtures, storage, clock, ids } = server
    const { token, id } = await fixtures.token({ companyId, locationId, scopes: ['webhooks.readonly'] })
    vi.stubEnv('CONTACTD_TOKEN', token)
    await start({ name: 'refused' })
    await storage.write((tx) => revokePrivateIntegrationToken(tx, { clock, ids }, id), 'access')
    await expect(running.at(-1)).rejects.toThrow('no longer takes the token')
  })

  it('ends if there is no server, or the token is of another location', async () => {
    await expect(start({ url: 'http://127.0.0.1:9' })).rejects.toThrow('could not be reached')
    await expect(start({ location: 've9EPM428h8vShlRW1KT' })).rejects.toThrow(
      `The token is one of the location ${server.locationId}`,
    )
  })
})

describe('the token that it makes itself', () => {
  it('BR-729 is one of the only location, and revoked at the end', async () => {
    const commands = new CommandLine()
    vi.restoreAllMocks()
    const { id } = await commands.location()
    const options = { database: commands.database }
    const { token, revoke } = await makeOwnToken(options, undefined)
    expect(token).toMatch(/^pit-/)
    const listed = () => commands.json<Record<string, unknown>[]>('token', 'list')
    expect(await listed()).toMatchObject([{ locationId: id, scopes: ['webhooks.readonly'] }])
    expect((await listed())[0]?.dateRevoked).toBeUndefined()
    await revoke()
    expect((await listed())[0]?.dateRevoked).toBeDefined()
    await commands.location('Second')
    await expect(makeOwnToken(options, undefined)).rejects.toThrow('several locations')
    await expect(makeOwnToken(options, 'none')).rejects.toThrow('does not exist')
  })
})
