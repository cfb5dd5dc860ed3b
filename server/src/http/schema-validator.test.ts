import Fastify from 'fastify'
import { expect, it } from 'vitest'
import { compileInTurns, schemaValidator, type Validate } from './schema-validator.ts'

const schema = {
  params: { type: 'object', properties: { id: { type: 'string', maxLength: 3 } } },
  querystring: { type: 'object', properties: { limit: { type: 'string', maxLength: 2 } } },
  body: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
}

const start = () => {
  const app = Fastify()
  app.setValidatorCompiler(schemaValidator({}))
  app.addHook('preValidation', async (request) => {
    const parts = ['params', 'querystring', 'body'] as const
    const validators = parts.map((part) => request.getValidationFunction(part) as Validate | undefined)
    if (validators.some((validate) => validate?.compile)) await compileInTurns(validators)
  })
  app.get(
    '/things/:id',
    { schema: { params: schema.params, querystring: schema.querystring } },
    async () => 'thing',
  )
  app.post('/things/:id', { schema }, async () => 'thing')
  app.get('/plain', async () => 'plain')
  return app
}

/** Which of two requests gets its response first. The one with schemas is sent first. */
const firstAnswered = async (app: ReturnType<typeof start>) => {
  const answered: string[] = []
  const note = ({ payload }: { payload: string }) => answered.push(payload)
  await Promise.all([app.inject('/things/1').then(note), app.inject('/plain').then(note)])
  return answered[0]
}

it('compiles the schemas of an operation at its first request without blocking other requests', async () => {
  const app = start()
  await app.ready()
  expect(await firstAnswered(app)).toBe('plain')
  expect(await firstAnswered(app)).toBe('thing')
})

it('validates the first request like later ones', async () => {
  for (const [url, payload, status] of [
    ['/things/1?limit=10', { name: 'x' }, 200],
    ['/things/1234', { name: 'x' }, 400],
    ['/things/1?limit=100', { name: 'x' }, 400],
    ['/things/1', {}, 400],
  ] as const) {
    const app = start()
    const ask = async () => (await app.inject({ method: 'POST', url, payload })).statusCode
    expect([await ask(), await ask()]).toEqual([status, status])
  }
})
