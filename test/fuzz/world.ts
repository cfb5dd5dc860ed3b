import { scopes } from '../../server/src/auth/scopes.ts'
import type { Ids } from '../../server/src/lib/ids.ts'
import type { Engine } from '../support/engines.ts'
import { newLostReason, newPipeline } from '../support/opportunities.ts'
import { bearer, startTestServer, type TestServer } from '../support/server.ts'
import { Random, seededIds } from './random.ts'
import type { Caller } from './step.ts'

/** A server, and tokens for it. */
export interface World {
  server: TestServer
  /** The objects that exist before a story: ids by kind. */
  standing: Record<string, string>
  headersOf(caller: Caller): Record<string, string>
}

/**
 * Starts a server on an empty database. The same seed gives the same ids.
 * @param ids replaces those of the seed.
 */
export async function startWorld(
  seed: number,
  { engine, ids }: { engine?: Engine; ids?: Ids } = {},
): Promise<World> {
  const random = new Random(seed)
  const server = await startTestServer({
    ...(engine && { engine }),
    ids: ids ?? seededIds(random),
    location: { allowDuplicateContact: random.chance(0.5) },
  })
  const { fixtures, companyId, locationId, userId, token } = server
  const { id: templateId } = await fixtures.template(locationId)
  const { id: pipelineId, stages } = await newPipeline(server)
  const pipelineStageId = stages[1]?.id ?? ''
  const lostReasonId = await newLostReason(server)
  const company = (await fixtures.token({ companyId })).token
  const elsewhere = await fixtures.company('Another Agency')
  const strangeLocation = await fixtures.location(elsewhere)
  const stranger = (await fixtures.token({ companyId: elsewhere, locationId: strangeLocation, scopes })).token
  const tokens: Record<Caller, string | undefined> = { location: token, company, stranger, nobody: undefined }
  return {
    server,
    standing: { companyId, locationId, userId, templateId, pipelineId, pipelineStageId, lostReasonId },
    headersOf: (caller) => (tokens[caller] === undefined ? {} : bearer(tokens[caller])),
  }
}
