import { pino } from 'pino'
import type { RunningServer, TokenOwner } from '../../../tools/conformance/src/world.ts'
import { createCompany } from '../api/companies/create-company.ts'
import { createLocation } from '../api/locations/create-location.ts'
import { createLostReason } from '../api/lost-reasons/create-lost-reason.ts'
import { createPipeline } from '../api/pipelines/create-pipeline.ts'
import { createSearch } from '../api/search/create-search.ts'
import { createTemplate } from '../api/templates/create-template.ts'
import { createUser } from '../api/users/create-user.ts'
import { createPrivateIntegrationToken } from '../auth/private-integration-token.ts'
import { isScope, scopes } from '../auth/scopes.ts'
import { openSecretBox } from '../auth/secret-key-file.ts'
import { systemClock as clock } from '../lib/clock.ts'
import { randomIds as ids } from '../lib/ids.ts'
import { buildServer } from '../server.ts'
import { openStorage } from '../storage/open-storage.ts'
import type { Storage } from '../storage/storage.ts'

/** Starts a server for `contactd conformance`, on an empty database in memory and a free port. */
export async function startConformanceServer(): Promise<RunningServer> {
  const database = 'sqlite::memory:'
  const logger = pino({ level: 'silent' })
  const storage = await openStorage({ database, clock })
  const app = await buildServer({
    storage,
    search: createSearch({ storage, database, clock, ids, log: logger }),
    clock,
    ids,
    secrets: await openSecretBox(undefined),
    refreshGraceMs: 0,
    logger,
    host: '127.0.0.1',
    rateLimit: 'off',
  })
  return {
    url: await app.listen({ host: '127.0.0.1', port: 0 }),
    scopes,
    newPlace: () => makePlace(storage),
    async close() {
      await app.close()
      await storage.close()
    },
  }
}

const profile = {
  ...{ email: 'agency@example.com', phone: '+18888888888', website: 'https://www.example.com' },
  ...{ address: '3535 1st St N', city: 'Dolomite', state: 'AL', postalCode: '35061', country: 'US' },
  timezone: 'America/Chicago',
}

/** A location of a company of its own, so lists of the company's locations and users have only what a test creates. */
async function makePlace(storage: Storage) {
  const place = { country: 'US', timezone: 'America/Chicago' }
  const { location, user, pipeline, lostReason } = await storage.write(async (tx) => {
    const company = await createCompany(tx, { clock, ids }, { name: 'Conformance', ...profile })
    const spec = { companyId: company.id, name: 'Conformance', ...place, allowDuplicates: true }
    const made = await createLocation(tx, { clock, ids }, spec)
    const email = `${made.id}@example.com`
    const person = { locationId: made.id, name: 'Una User', email, owner: false }
    const stages = { name: 'Sales', stages: ['New', 'Offer sent'] }
    return {
      location: made,
      user: await createUser(tx, { clock, ids }, person),
      pipeline: await createPipeline(tx, { clock, ids }, made.id, stages),
      lostReason: await createLostReason(tx, { clock, ids }, made.id, { name: 'Too expensive' }),
    }
  }, 'database')
  const { companyId } = location
  return {
    companyId,
    locationId: location.id,
    userId: user.id,
    pipelineId: pipeline.id,
    pipelineStageId: pipeline.stages[1]?.id ?? '',
    lostReasonId: lostReason.id,
    async token(names: readonly string[], of: TokenOwner) {
      const owner = { companyId, ...(of === 'location' && { locationId: location.id }) }
      const token = { ...owner, name: 'Conformance', scopes: names.filter(isScope) }
      return (
        await storage.write((tx) => createPrivateIntegrationToken(tx, { clock, ids }, token), 'database')
      ).token
    },
    async newTemplate() {
      const locationId = location.id
      const template = { name: 'Reminder', type: 'sms', body: 'See you tomorrow' } as const
      const made = await storage.write((tx) => createTemplate(tx, { clock, ids }, locationId, template), {
        locationId,
      })
      return made.id
    },
  }
}
