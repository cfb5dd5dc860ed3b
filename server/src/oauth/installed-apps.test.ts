import { beforeAll, describe, expect, it } from 'vitest'
import { bearer } from '../../../test/support/server.ts'
import { type SessionTokens, sessionTokens } from '../../../test/support/session-tokens.ts'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import { listAuditEvents } from '../auth/audit-store.ts'
import { installApp } from './install-app.ts'
import { createApp } from './manage-apps.ts'

const server = useTestServer()
const path = '/_contactd/apps'

interface Reply {
  apps: { clientId: string; installations: { id: string; locationId?: string }[] }[]
  message: string | string[]
}

let tokens: SessionTokens
beforeAll(async () => {
  tokens = await sessionTokens(server)
})
const send = (method: 'GET' | 'DELETE', url: string, token = tokens.owner) =>
  server.call<Reply>(method, url, undefined, bearer(token))

const redirectUri = 'https://app.example.com/callback'
const scopes = ['contacts.readonly', 'contacts.write']
const register = (name: string) => {
  // Apps are listed by age.
  server.clock.advance(1)
  return server.storage.write(
    (tx) => createApp(tx, server, { name, redirectUris: [redirectUri], scopes }),
    'database',
  )
}
const install = (clientId: string, place: { companyId: string; locationId?: string }) =>
  server.storage.write((tx) => {
    const { companyId, locationId } = place
    return installApp(tx, server, { clientId, companyId, locationId, userId: undefined, redirectUri, scopes })
  }, 'database')
const placesOf = async (clientId: string, token: string) =>
  (await send('GET', path, token)).body.apps
    .find((app) => app.clientId === clientId)
    ?.installations.map(({ locationId }) => locationId ?? 'company')

describe('BR-815 the installed apps', () => {
  it('are listed without secrets, until they are uninstalled', async () => {
    const { companyId, locationId } = server
    const { clientId, clientSecret, ...app } = await register('CRM')
    expect((await send('GET', path)).body.apps).toEqual([])
    await install(clientId, { companyId, locationId })
    const { body } = await send('GET', path)
    const installation = {
      id: expect.any(String),
      companyId,
      locationId,
      dateAdded: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    }
    expect(body.apps).toEqual([{ clientId, ...app, installations: [installation] }])
    expect(JSON.stringify(body)).not.toContain(clientSecret)

    const id = body.apps[0]?.installations[0]?.id ?? ''
    const url = `${path}/installations/${id}`
    expect(await send('DELETE', url)).toMatchObject({ status: 200, body: { succeeded: true } })
    expect((await send('GET', path)).body.apps).toEqual([])
    expect(await send('DELETE', url)).toMatchObject({
      status: 400,
      body: { message: `Installation not found for id:${id}` },
    })
    const events = await server.storage.read((tx) => tx.all(listAuditEvents, { since: 0, limit: 100 }))
    const uninstalled = events.find(({ kind }) => kind === 'app.uninstalled')
    expect(JSON.parse(uninstalled?.details ?? '{}')).toEqual({
      clientId,
      companyId,
      locationId,
      by: expect.stringMatching(/^\w{20}$/),
    })
  })

  it('are those of the location and of the company, and for the company those of all locations', async () => {
    const { companyId, locationId, fixtures } = server
    const elsewhere = await fixtures.location(companyId)
    const foreignCompany = await fixtures.company('Other')
    const [everywhere, other, foreign] = [await register('A'), await register('B'), await register('C')]
    for (const place of [{ companyId }, { companyId, locationId }, { companyId, locationId: elsewhere }])
      await install(everywhere.clientId, place)
    await install(other.clientId, { companyId, locationId: elsewhere })
    await install(foreign.clientId, { companyId: foreignCompany })

    expect(await placesOf(everywhere.clientId, tokens.owner)).toEqual(['company', locationId])
    expect(await placesOf(other.clientId, tokens.owner)).toBeUndefined()
    const all = await placesOf(everywhere.clientId, tokens.ownerOfCompany)
    expect(all?.toSorted()).toEqual(['company', locationId, elsewhere].toSorted())
    expect(await placesOf(other.clientId, tokens.ownerOfCompany)).toEqual([elsewhere])
    expect(await placesOf(foreign.clientId, tokens.ownerOfCompany)).toBeUndefined()

    const ofOther = (await send('GET', path, tokens.ownerOfCompany)).body.apps
      .find(({ clientId }) => clientId === other.clientId)
      ?.installations.at(0)?.id
    expect((await send('DELETE', `${path}/installations/${ofOther}`)).status).toBe(400)
    expect((await send('DELETE', `${path}/installations/${ofOther}`, tokens.ownerOfCompany)).status).toBe(200)
  })

  it('are hidden from users, and from every private token', async () => {
    for (const token of [tokens.user, server.token]) {
      expect((await send('GET', path, token)).status).toBe(401)
      expect((await send('DELETE', `${path}/installations/unknown`, token)).status).toBe(401)
    }
  })
})
