import { afterAll, beforeAll, expect, test } from 'vitest'
import { CommandLine } from '../../../test/support/command-line.ts'
import { type Program, startProgram } from '../../../test/support/program.ts'

interface Tokens {
  access_token: string
  refresh_token: string
}

const contactd = new CommandLine()
let program: Program
let location: { id: string }
let app: { clientId: string; clientSecret: string }
beforeAll(async () => {
  program = await startProgram({ folder: contactd.folder, args: ['--refresh-grace-seconds', '0'] })
  location = await contactd.location()
  app = await contactd.json(
    ...['app', 'create', '--name', 'CRM', '--redirect-uri', 'http://localhost:3000/callback'],
    ...['--scopes', 'contacts.readonly'],
  )
})
afterAll(() => program.stop())

const ask = (parameters: Record<string, string>) =>
  fetch(`${program.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: app.clientId, client_secret: app.clientSecret, ...parameters }),
  })
async function install(): Promise<Tokens> {
  const args = ['app', 'install', app.clientId, '--location', location.id]
  const { code } = await contactd.json<{ code: string }>(...args)
  const reply = await ask({ grant_type: 'authorization_code', code })
  expect(reply.status).toBe(200)
  return (await reply.json()) as Tokens
}
const refresh = ({ refresh_token }: Tokens) => ask({ grant_type: 'refresh_token', refresh_token })
/** 400 means that the token is valid and the contact unknown. */
const status = async ({ access_token }: Tokens) => {
  const headers = { authorization: `Bearer ${access_token}`, version: '2021-07-28' }
  return (await fetch(`${program.url}/contacts/unknown`, { headers })).status
}

test('BR-101 the code of app install can be exchanged at a running server, until app uninstall', async () => {
  const tokens = await install()
  expect(await status(tokens)).toBe(400)
  await contactd.json('app', 'uninstall', app.clientId, '--location', location.id)
  expect(await status(tokens)).toBe(401)
  expect((await refresh(tokens)).status).toBe(400)
})

test('BR-117 with --refresh-grace-seconds 0 the second use of a refresh token revokes its family', async () => {
  const first = await install()
  const second = (await (await refresh(first)).json()) as Tokens
  expect(await status(second)).toBe(400)
  expect((await refresh(first)).status).toBe(400)
  expect(await status(second)).toBe(401)
})

test('app rotate-secret and app delete take effect at once', async () => {
  const tokens = await install()
  const { clientSecret } = await contactd.json<typeof app>('app', 'rotate-secret', app.clientId)
  expect((await refresh(tokens)).status).toBe(401)
  expect(await status(tokens)).toBe(400)
  app = { ...app, clientSecret }
  const refreshed = await refresh(tokens)
  expect(refreshed.status).toBe(200)
  await contactd.json('app', 'delete', app.clientId)
  expect(await status((await refreshed.json()) as Tokens)).toBe(401)
})
