import { beforeAll, describe, expect, it } from 'vitest'
import { bearer } from '../../../../test/support/server.ts'
import { type SessionTokens, sessionTokens } from '../../../../test/support/session-tokens.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { listAuditEvents } from '../../auth/audit-store.ts'

const server = useTestServer()
const path = '/_contactd/tokens'
const isoDate = expect.stringMatching(/^\d{4}-\d\d-\d\dT/)

interface Reply {
  tokens: { id: string }[]
  token: { id: string; token: string }
  message: string | string[]
}

let tokens: SessionTokens
beforeAll(async () => {
  tokens = await sessionTokens(server)
})
const send = (method: 'GET' | 'POST' | 'DELETE', url: string, body?: unknown, token = tokens.owner) =>
  server.call<Reply>(method, url, body, bearer(token))
const idsFor = async (token: string): Promise<string[]> =>
  (await send('GET', path, undefined, token)).body.tokens.map(({ id }) => id)

describe('BR-810 owners manage private integration tokens', () => {
  it('creates a token, which works until it is revoked', async () => {
    const { companyId, locationId } = server
    const spec = { name: 'CRM sync', scopes: ['contacts.readonly', 'locations.readonly'] }
    // The newest comes first, and those of the same millisecond by their ids.
    server.clock.advance(1)
    const made = await send('POST', path, spec)
    const { token, ...view } = made.body.token
    expect(made.status).toBe(201)
    expect(view).toEqual({ ...spec, id: expect.any(String), companyId, locationId, dateAdded: isoDate })
    expect((await send('GET', path)).body.tokens[0]).toEqual(view)

    const use = () => server.call('GET', `/locations/${locationId}`, undefined, bearer(token))
    expect((await use()).status).toBe(200)
    expect((await send('GET', path)).body.tokens[0]).toEqual({ ...view, dateLastUsed: isoDate })

    expect(await send('DELETE', `${path}/${view.id}`)).toMatchObject({
      status: 200,
      body: { succeeded: true },
    })
    expect((await use()).status).toBe(401)
    expect(await idsFor(tokens.owner)).not.toContain(view.id)
    expect((await send('DELETE', `${path}/${view.id}`)).body.message).toBe(
      `Token not found for id:${view.id}`,
    )

    const events = await server.storage.read((tx) => tx.all(listAuditEvents, { since: 0, limit: 100 }))
    const kinds = events
      .filter(({ details }) => JSON.parse(details).tokenId === view.id)
      .map(({ kind }) => kind)
    expect(kinds.sort()).toEqual(['token.created', 'token.first-used', 'token.revoked'])
    expect(JSON.parse(events.find(({ kind }) => kind === 'token.revoked')?.details ?? '{}').by).toMatch(
      /^\w{20}$/,
    )
  })

  it('has those of the company, too, and in the company those of all locations', async () => {
    const { companyId, fixtures } = server
    const ofCompany = await fixtures.token({ companyId })
    const elsewhere = await fixtures.token({ companyId, locationId: await fixtures.location(companyId) })
    const foreign = await fixtures.token({ companyId: await fixtures.company('Other') })
    const here = await idsFor(tokens.owner)
    expect([ofCompany, elsewhere, foreign].map(({ id }) => here.includes(id))).toEqual([true, false, false])
    const all = await idsFor(tokens.ownerOfCompany)
    expect([ofCompany, elsewhere, foreign].map(({ id }) => all.includes(id))).toEqual([true, true, false])
    for (const { id } of [elsewhere, foreign])
      expect((await send('DELETE', `${path}/${id}`)).status).toBe(400)
    const made = await send('POST', path, { name: 'All', scopes: ['contacts.write'] }, tokens.ownerOfCompany)
    expect(made.body.token).not.toHaveProperty('locationId')
  })

  it.each([
    [{ scopes: ['contacts.readonly'] }, 'name must be a string'],
    [{ name: '', scopes: ['contacts.readonly'] }, 'name should not be empty'],
    [{ name: 'a', scopes: [] }, 'scopes'],
    [{ name: 'a', scopes: ['contacts.delete'] }, 'scopes'],
  ])('refuses %j', async (body, sentence) => {
    const reply = await send('POST', path, body)
    expect(reply.status).toBe(422)
    expect([reply.body.message].flat().join('. ')).toContain(sentence)
  })

  it('refuses users, and every private token', async () => {
    for (const token of [tokens.user, server.token])
      expect((await send('POST', path, { name: 'a', scopes: ['contacts.write'] }, token)).status).toBe(401)
  })
})
