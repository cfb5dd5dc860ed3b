import Fastify from 'fastify'
import { expect, it } from 'vitest'
import type { App } from './app.ts'
import { databaseProofPath, registerDatabaseProof } from './database-proof-route.ts'
import { registerErrorHandler } from './error-handler.ts'
import { highLevelLimits } from './rate-limit.ts'
import { schemaValidator } from './schema-validator.ts'

const usage = { limits: highLevelLimits, remaining: 1, dailyRemaining: 1, resetMs: 1, dailyResetMs: 1 }

async function ask(query: string) {
  const app = Fastify() as unknown as App
  app.setValidatorCompiler(schemaValidator({}))
  registerErrorHandler(app, async () => usage)
  registerDatabaseProof(app, (challenge) => `proof of ${challenge}`)
  return app.inject({ url: `${databaseProofPath}${query}` })
}

it('responds to a challenge', async () => {
  const reply = await ask('?challenge=0123456789abcdef')
  expect([reply.statusCode, reply.json()]).toEqual([200, { proof: 'proof of 0123456789abcdef' }])
})

it.each([
  '',
  '?challenge=',
  '?challenge=short',
  `?challenge=${'x'.repeat(65)}`,
  '?challenge=0123456789abcde!',
])('returns 422 for the query %j', async (query) => {
  expect((await ask(query)).statusCode).toBe(422)
})
