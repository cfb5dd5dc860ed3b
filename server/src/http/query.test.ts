import { beforeAll, describe, expect, it } from 'vitest'
import { dereferenced } from '../../../test/support/dereferenced.ts'
import { bearer } from '../../../test/support/server.ts'
import { useTestServer } from '../../../test/support/use-test-server.ts'

interface Parameter {
  name: string
  in: string
  required?: boolean
  schema?: { type?: string; minimum?: number; enum?: string[]; example?: string }
}

interface Operation {
  operationId: string
  parameters?: Parameter[]
  security: { bearer: string[] }[]
}

const server = useTestServer()
let businessId: string
let webhookId: string
/** Every operation that reads a query, with a path and a valid query. */
const reading: { path: string; id: string; query: Parameter[]; headers: Record<string, string> }[] = []

beforeAll(async () => {
  const { locationId, companyId, fixtures } = server
  const made = await server.call<{ buiseness: { id: string } }>('POST', '/businesses/', {
    name: 'B',
    locationId,
  })
  businessId = made.body.buiseness.id
  const hook = await server.call<{ webhook: { id: string } }>('POST', '/_contactd/webhooks', {
    url: 'https://example.com/webhook',
  })
  webhookId = hook.body.webhook.id
  const company = bearer((await fixtures.token({ companyId })).token)
  const document = await server.call<{ paths: Record<string, { get?: Operation }> }>('GET', '/openapi.json')
  const { paths } = dereferenced(document.body)
  for (const [path, { get }] of Object.entries(paths)) {
    const query = (get?.parameters ?? []).filter((one) => one.in === 'query')
    // Operations for apps only have their own tests.
    if (!get || query.length === 0 || get.operationId === 'get-installed-location') continue
    const isOfCompany = get.operationId === 'search-locations'
    const headers: Record<string, string> = isOfCompany ? company : {}
    reading.push({ path, id: get.operationId, query, headers })
  }
})

type Reading = (typeof reading)[number]

const known = (name: string) => {
  const { locationId, companyId } = server
  const values: Record<string, string> = {
    locationId,
    companyId,
    businessId,
    webhookId,
    location_id: locationId,
    objectKey: 'business',
    email: 'a@b.co',
  }
  return values[name] ?? 'x'
}

/** Calls an operation with its required parameters and others. */
function ask({ path, query, headers, id }: Reading, more: string) {
  const url = path.replace(/\{(\w+)\}/g, (_, name: string) => known(name))
  const required = query.filter(
    (one) => one.required || (id === 'get-duplicate-contact' && one.name === 'email'),
  )
  const pairs = required.map(({ name }) => `${name}=${encodeURIComponent(known(name))}`)
  return server.call<{ message: string[] }>('GET', `${url}?${[...pairs, more].join('&')}`, undefined, headers)
}

const numbersOf = ({ query }: Reading) => query.filter(({ schema }) => schema?.type === 'number')

describe('a number in the query of every operation', () => {
  it('BR-410 is converted by Number(), and must be a whole number', async () => {
    let held = 0
    for (const operation of reading) {
      for (const { name, schema } of numbersOf(operation)) {
        held += 1
        const at = `${operation.id} ${name}`
        const plain = await ask(operation, `${name}=2`)
        expect(plain.status, at).toBe(200)
        for (const same of ['2.0', '%202%20', '0x2', '2e0', '+2'.replace('+', '%2B')]) {
          const reply = await ask(operation, `${name}=${same}`)
          expect([reply.status, { ...reply.body, traceId: '' }], `${at}=${same}`).toEqual([
            200,
            { ...plain.body, traceId: '' },
          ])
        }
        const notANumber = [`${name} must be a number conforming to the specified constraints`]
        for (const wrong of [
          `${name}=two`,
          `${name}=2.5`,
          `${name}=2&${name}=2`,
          `${name}=1,000`,
          `${name}=Infinity`,
        ])
          expect(await ask(operation, wrong), `${at} ${wrong}`).toMatchObject({
            status: 422,
            body: { message: notANumber },
          })
        const empty = await ask(operation, `${name}=`)
        if (schema?.minimum === 0) expect(empty.status, `${at}=`).toBe(200)
        else
          expect(empty, `${at}=`).toMatchObject({
            status: 422,
            body: { message: [`${name} must not be less than ${schema?.minimum}`] },
          })
      }
    }
    expect(held).toBeGreaterThan(8)
  })
})

describe('a boolean in the query of every operation', () => {
  it('BR-502 is true or false', async () => {
    let held = 0
    for (const operation of reading) {
      for (const { name, schema } of operation.query) {
        if (schema?.type !== 'boolean') continue
        held += 1
        for (const value of ['true', 'false', ''])
          expect((await ask(operation, `${name}=${value}`)).status, `${operation.id} ${name}`).toBe(200)
        for (const wrong of ['1', 'TRUE', 'yes', `true&${name}=true`])
          expect(await ask(operation, `${name}=${wrong}`), `${operation.id} ${name}=${wrong}`).toMatchObject({
            status: 422,
            body: { message: [`${name} must be a boolean value`] },
          })
      }
    }
    expect(held).toBeGreaterThan(4)
  })
})

describe('an unknown parameter', () => {
  it('BR-411 is a 422 if the operation reads a query', async () => {
    expect(reading.length).toBeGreaterThan(7)
    for (const operation of reading) {
      expect((await ask(operation, '')).status, operation.id).toBe(200)
      for (const unknown of ['color=red&offset=1', '__proto__=x&offset=1', 'color%5Ba%5D=1&offset=1']) {
        const name = decodeURIComponent(unknown.split('=')[0] ?? '')
        expect(await ask(operation, unknown), `${operation.id} ${unknown}`).toMatchObject({
          status: 422,
          body: { message: [`property ${name} should not exist`, 'property offset should not exist'] },
        })
      }
    }
  })

  it('BR-411 is skip for the users of a location', async () => {
    const reply = await server.call('GET', `/users/?locationId=${server.locationId}&skip=0&limit=10`)
    expect([reply.status, reply.body.message]).toEqual([
      422,
      ['property skip should not exist', 'property limit should not exist'],
    ])
  })

  it('BR-411 is ignored if the operation reads none', async () => {
    for (const url of [`/locations/${server.locationId}`, `/users/${server.userId}`])
      expect((await server.call('GET', `${url}?skip=0`)).status).toBe(200)
  })
})
