import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TokenAnswer } from '../../server/src/oauth/issue-tokens.ts'
import { CommandLine } from '../support/command-line.ts'
import { HttpClient } from '../support/http-client.ts'
import { type Program, startProgram } from '../support/program.ts'

const redirectUri = 'https://app.example.com/callback'
const commands = new CommandLine()
let servers: Program[]
let location: { id: string; companyId: string }
let app: { clientId: string; clientSecret: string }

beforeAll(async () => {
  // Both start on one new database concurrently: one creates the keys, and both have them.
  servers = await Promise.all([1, 2].map(() => startProgram({ folder: commands.folder })))
  location = await commands.location()
  const made = [
    'app',
    'create',
    '--name',
    'App',
    '--redirect-uri',
    redirectUri,
    '--scopes',
    'contacts.readonly',
  ]
  app = await commands.json(...made)
})
afterAll(() => Promise.all(servers.map((server) => server.stop())))

/** A token, and a client with one connection to each server. */
function asker(token: string) {
  const clients = servers.map(({ url }) => new HttpClient({ url, token }))
  return {
    /** 400 means that the caller was accepted: the contact does not exist. */
    statuses: () =>
      Promise.all(clients.map(async (client) => (await client.call('GET', '/contacts/unknown')).status)),
    close: () => {
      for (const client of clients) client.close()
    },
  }
}

const privateToken = () =>
  commands.json<{ id: string; token: string }>(
    ...['token', 'create', '--location', location.id, '--scopes', 'contacts.readonly'],
  )

/** Installs the app with the command, and exchanges the code at one of the servers. */
async function install(server: Program | undefined): Promise<TokenAnswer> {
  const args = ['app', 'install', app.clientId, '--location', location.id]
  const { code } = await commands.json<{ code: string }>(...args)
  return exchange(server, { grant_type: 'authorization_code', code })
}

async function exchange(server: Program | undefined, grant: Record<string, string>): Promise<TokenAnswer> {
  const reply = await fetch(`${server?.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: app.clientId, client_secret: app.clientSecret, ...grant }),
  })
  expect(reply.status).toBe(200)
  return (await reply.json()) as TokenAnswer
}

describe('two servers on one database', () => {
  it('publish the same key, and accept each other’s tokens (BR-165)', async () => {
    const keys = await Promise.all(
      servers.map(async ({ url }) => (await fetch(`${url}/_contactd/keys`)).text()),
    )
    expect(keys[0]).toContain('"kty":"RSA"')
    expect(keys[1]).toBe(keys[0])

    const tokens = await install(servers[0])
    const caller = asker(tokens.access_token)
    expect(await caller.statuses()).toEqual([400, 400])
    const refreshed = await exchange(servers[1], {
      grant_type: 'refresh_token',
      refresh_token: tokens.refresh_token,
    })
    const other = asker(refreshed.access_token)
    expect(await other.statuses()).toEqual([400, 400])
    caller.close()
    other.close()
  })

  it('refuse a private token from the first request after its revocation by a command (BR-165)', async () => {
    const { id, token } = await privateToken()
    const caller = asker(token)
    for (let round = 0; round < 20; round++) expect(await caller.statuses()).toEqual([400, 400])
    await commands.json('token', 'revoke', id)
    expect(await caller.statuses()).toEqual([401, 401])
    caller.close()
  })

  it('refuse an app from the first request after its uninstallation by a command (BR-165)', async () => {
    const tokens = await install(servers[1])
    const caller = asker(tokens.access_token)
    for (let round = 0; round < 20; round++) expect(await caller.statuses()).toEqual([400, 400])
    await commands.json('app', 'uninstall', app.clientId, '--location', location.id)
    expect(await caller.statuses()).toEqual([401, 401])
    caller.close()
  })

  it('accept no request after the revocation under continuous load (BR-165)', async () => {
    const { id, token } = await privateToken()
    const callers = Array.from({ length: 8 }, () => asker(token))
    let revoked = false
    let late: number[] = []
    const asking = callers.map(async (caller) => {
      for (;;) {
        const wasRevoked = revoked
        const statuses = await caller.statuses()
        if (wasRevoked) {
          late = late.concat(statuses)
          return
        }
      }
    })
    await commands.json('token', 'revoke', id)
    revoked = true
    await Promise.all(asking)
    expect(late).toEqual(Array(16).fill(401))
    for (const caller of callers) caller.close()
  })
})
