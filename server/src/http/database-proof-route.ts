import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App } from './app.ts'
import { readQuery } from './query.ts'
import { requireValid } from './validation.ts'

export const databaseProofPath = '/_contactd/database'

/**
 * `/_contactd/database?challenge=…`: returns what only a server of this database can compute, so `contactd doctor`
 * recognizes its own server. The response does not reveal which database that is.
 */
export function registerDatabaseProof(app: App, prove: (challenge: string) => string): void {
  const querystring = Type.Object({ challenge: Type.String({ pattern: '^[\\w-]{16,64}$' }) })
  const options = {
    attachValidation: true,
    preValidation: async (request: FastifyRequest) => readQuery(request, querystring),
    preHandler: requireValid,
    schema: { hide: true, querystring },
  }
  app.get(databaseProofPath, options, async (request) => ({
    proof: prove(request.query.challenge),
  }))
}
