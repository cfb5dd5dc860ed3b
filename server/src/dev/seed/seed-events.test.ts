import { expect, it } from 'vitest'
import { FiredEvents } from '../../../../test/support/fired-events.ts'
import { bearer } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { scopes } from '../../auth/scopes.ts'
import { installApp } from '../../oauth/install-app.ts'
import { createApp } from '../../oauth/manage-apps.ts'
import { addTestLocation } from '../test-location.ts'

const server = useTestServer()

it('BR-702 a seed fires nothing, also where an app takes everything from the beginning', async () => {
  const { storage, companyId } = server
  const redirectUri = 'http://localhost/callback'
  await storage.write(async (tx) => {
    const webhook = { url: 'https://app.example.com/', sealedSecret: 'sealed' }
    const { clientId } = await createApp(tx, server, {
      name: 'A',
      redirectUris: [redirectUri],
      scopes,
      webhook,
    })
    const spec = { clientId, companyId, locationId: undefined, userId: undefined, redirectUri, scopes }
    await installApp(tx, server, spec)
  }, 'database')
  const ofCompany = await FiredEvents.watch(server, companyId)
  const seed = {
    users: [{ name: 'Ann Agent', email: 'ann@example.com' }],
    pipelines: [{ name: 'Sales', stages: [{ name: 'New' }] }],
    contacts: [
      {
        firstName: 'Ada',
        dateUpdated: '2026-01-01T00:00:00Z',
        notes: [{ body: 'n' }],
        tasks: [{ title: 't', dueDate: '2026-01-01T00:00:00Z' }],
        opportunities: [{ name: 'o', pipeline: 'Sales', status: 'won', dateUpdated: '2026-01-01T00:00:00Z' }],
      },
    ],
  }
  const { locationId, token } = await addTestLocation(server, companyId, { seed })
  const fired = FiredEvents.all(server, locationId)
  expect(await fired.types()).toEqual([])
  expect(await ofCompany.types()).toEqual([])
  await server.call('POST', '/contacts/', { locationId, firstName: 'B' }, bearer(token))
  expect(await fired.types()).toEqual(['ContactCreate'])
})
