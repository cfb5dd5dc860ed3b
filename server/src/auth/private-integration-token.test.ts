import { describe, expect, it } from 'vitest'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import { statement } from '../storage/statement.ts'
import { hashToken } from './private-integration-token.ts'
import { findLiveTokenByHash, findToken } from './token-store.ts'

const everything = statement<Record<string, never>, Record<string, unknown>>(
  'test-every-token',
  'SELECT * FROM tokens',
)

const server = useTestServer()

describe('createPrivateIntegrationToken', () => {
  it('BR-183 creates pit- and a UUID, different each time', async () => {
    const { companyId, locationId, fixtures } = server
    const made = await Promise.all(
      Array.from({ length: 50 }, () => fixtures.token({ companyId, locationId })),
    )
    for (const { token } of made) {
      expect(token).toMatch(/^pit-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    }
    expect(new Set(made.map(({ token }) => token)).size).toBe(50)
  })

  it('stores its owner and its scopes', async () => {
    const { companyId, locationId, fixtures, storage, clock } = server
    const scopes = ['contacts.readonly', 'contacts.write'] as const
    const made = await fixtures.token({ companyId, locationId, scopes })
    const row = {
      id: made.id,
      name: 'test',
      companyId,
      locationId,
      scopes: 'contacts.readonly contacts.write',
      dateAdded: clock.now(),
      dateRevoked: null,
      dateFirstUsed: null,
      dateLastUsed: null,
    }
    expect(await storage.read((tx) => tx.get(findToken, { id: made.id }))).toEqual(row)
    const hash = hashToken(made.token)
    expect(await storage.read((tx) => tx.get(findLiveTokenByHash, { hash }))).toEqual(row)
  })

  it('stores no location for a company’s token', async () => {
    const { companyId, fixtures, storage } = server
    const { id } = await fixtures.token({ companyId })
    expect(await storage.read((tx) => tx.get(findToken, { id }))).toMatchObject({
      companyId,
      locationId: null,
    })
  })

  it('BR-183 stores only a hash of the token', async () => {
    const { companyId, locationId, fixtures, storage } = server
    const { token } = await fixtures.token({ companyId, locationId })
    const stored = JSON.stringify(await storage.read((tx) => tx.all(everything, {})))
    expect(stored).toContain(hashToken(token))
    expect(stored).not.toContain(token.slice('pit-'.length))
  })
})

describe('hashToken', () => {
  it('BR-183 is SHA-256, the same for the same token and different for another', () => {
    expect(hashToken('pit-a')).toBe(hashToken('pit-a'))
    expect(hashToken('pit-a')).not.toBe(hashToken('pit-b'))
    expect(Buffer.from(hashToken('abc'), 'base64url').toString('hex')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
  })
})
