import { beforeAll, describe, expect, it } from 'vitest'
import { isUntouched } from '../../../../test/support/activities.ts'
import { bearer } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import type { CustomValue } from './custom-value.ts'
import { maxCustomValues } from './custom-value.ts'
import { insertCustomValue } from './custom-value-store.ts'

const server = useTestServer()
let url: string
beforeAll(() => {
  url = `/locations/${server.locationId}/customValues`
})

interface Answer {
  customValue: CustomValue
  customValues: CustomValue[]
  message: string | string[]
}
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

const call = (method: Method, path = '', body?: unknown, headers = {}) =>
  server.call<Answer>(method, `${url}${path}`, body, headers)
const create = (body: object, headers = {}) => call('POST', '', body, headers)
const list = async () => (await call('GET')).body.customValues

/** A location without custom values, and a token for it. */
async function emptyLocation() {
  const { fixtures, companyId } = server
  const locationId = await fixtures.location(companyId)
  const headers = bearer((await fixtures.token({ companyId, locationId })).token)
  return { locationId, headers, there: `/locations/${locationId}/customValues` }
}

describe.each(['2021-07-28', 'v3'])('custom values under Version %s', (version) => {
  it('BR-490 BR-491 BR-492 BR-493 are created, found by id, listed, changed and deleted', async () => {
    const headers = { version }
    const made = await create({ name: ` Hours of ${version}! `, value: ' 9 to 5\n' }, headers)
    const { id } = made.body.customValue
    const customValue = {
      id,
      name: `Hours of ${version}!`,
      fieldKey: `{{ custom_values.hours_of_${version.replaceAll('-', '')} }}`,
      value: ' 9 to 5\n',
      locationId: server.locationId,
    }
    expect([made.status, made.text]).toEqual([201, JSON.stringify({ customValue })])
    expect(id).toMatch(/^[A-Za-z0-9]{20}$/)
    expect(await call('GET', `/${id}`, undefined, headers)).toMatchObject({
      status: 200,
      body: { customValue },
    })
    expect(await list()).toContainEqual(customValue)
    const changed = { ...customValue, name: 'Opening hours', value: ' ' }
    const put = await call('PUT', `/${id}/`, { name: 'Opening hours', value: ' ' }, headers)
    expect([put.status, put.text]).toEqual([200, JSON.stringify({ customValue: changed })])
    expect((await call('GET', `/${id}`)).body).toEqual({ customValue: changed })
    const gone = await call('DELETE', `/${id}`, undefined, headers)
    expect([gone.status, gone.text]).toEqual([200, '{"succeded":true}'])
    expect((await list()).map((value) => value.id)).not.toContain(id)
  })
})

it('BR-491 only those of the location are listed, oldest first, for any query', async () => {
  const { headers, there } = await emptyLocation()
  expect(await server.call('GET', there, undefined, headers)).toMatchObject({
    status: 200,
    body: { customValues: [] },
  })
  for (const name of ['Zulu', 'Alpha']) {
    server.clock.advance(1)
    await server.call('POST', `${there}/`, { name, value: name }, headers)
  }
  const { body } = await server.call<Answer>('GET', `${there}/?skip=0&limit=1`, undefined, headers)
  expect(body.customValues.map(({ name }) => name)).toEqual(['Zulu', 'Alpha'])
  expect((await list()).map(({ name }) => name)).not.toContain('Zulu')
})

describe('BR-490 a key of a location', () => {
  it('is unique, and refused with the id of the value that has it', async () => {
    const first = (await create({ name: 'Same', value: 'a' })).body.customValue
    for (const name of ['same', 'SAME!', ' Same ']) {
      const send = async () => {
        const { status, body } = await create({ name, value: 'b' })
        expect([status, body]).toEqual([
          400,
          {
            message: 'Custom value already exists',
            error: 'Bad Request',
            statusCode: 400,
            meta: { existingId: first.id },
          },
        ])
      }
      expect(await isUntouched(server, send)).toBe(true)
    }
  })

  it('is created once by concurrent requests', async () => {
    const replies = await Promise.all(
      Array.from({ length: 5 }, () => create({ name: 'At once', value: 'x' })),
    )
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 400, 400, 400, 400])
  })

  it('stays when the value is renamed, and is free once the value is deleted', async () => {
    const { id } = (await create({ name: 'First', value: 'x' })).body.customValue
    await call('PUT', `/${id}`, { name: 'Renamed', value: 'x' })
    expect((await create({ name: 'First', value: 'x' })).status).toBe(400)
    const named = await create({ name: 'Renamed', value: 'x' })
    expect(named.body.customValue.fieldKey).toBe('{{ custom_values.renamed }}')
    await call('DELETE', `/${id}`)
    expect((await create({ name: 'First', value: 'x' })).status).toBe(201)
  })
})

describe('BR-492 invalid bodies', () => {
  const noText = (name: string) => [`${name} must be a string`, `${name} should not be empty`]
  const long = '🎉'.repeat(50_000)
  const cases: [object, string[]][] = [
    [{}, [...noText('name'), ...noText('value')]],
    [{ name: 'Hours', value: null }, noText('value')],
    [{ name: 'Hours', value: '' }, ['value should not be empty']],
    [{ value: 'x' }, noText('name')],
    [{ name: ' \t', value: 'x' }, ['name should not be empty']],
    [{ name: 'n'.repeat(256), value: 'x' }, ['name must be shorter than or equal to 255 characters']],
    [{ name: 'a', value: `${long}x` }, ['value must be shorter than or equal to 50000 characters']],
    [{ name: 'a', value: 'x', fieldKey: 'a' }, ['property fieldKey should not exist']],
  ]

  it.each(cases)('are refused and change nothing: %#', async (body, message) => {
    const { id } = (await create({ name: `Kept ${server.ids.next()}`, value: 'x' })).body.customValue
    const send = async () => {
      for (const reply of [await create(body), await call('PUT', `/${id}`, body)])
        expect([reply.status, reply.body.message]).toEqual([422, message])
    }
    expect(await isUntouched(server, send)).toBe(true)
  })

  it('a value of maximum length, counted in characters, is accepted', async () => {
    const { status, body } = await create({ name: 'Long', value: long })
    expect([status, body.customValue.value === long]).toEqual([201, true])
    await call('DELETE', `/${body.customValue.id}`)
  })
})

describe('BR-493 a custom value that does not exist', () => {
  it('is refused with 400, before an invalid body; in an inaccessible location with 401', async () => {
    const { headers } = await emptyLocation()
    const { id } = (await create({ name: 'Here', value: 'x' })).body.customValue
    const send = async () => {
      for (const [method, body] of [['GET'], ['PUT', { name: 1 }], ['DELETE']] as const) {
        const unknown = await call(method, '/unknown', body)
        expect([unknown.status, unknown.body]).toEqual([
          400,
          { message: 'Custom value not found for id:unknown', error: 'Bad Request', statusCode: 400 },
        ])
        const away = await call(method, `/${id}`, body, headers)
        const message = 'This location is not accessible from this token!'
        expect([away.status, away.body.message]).toEqual([401, message])
      }
    }
    expect(await isUntouched(server, send)).toBe(true)
  })

  it('includes those of other locations', async () => {
    const { headers, there } = await emptyLocation()
    const { id } = (await create({ name: 'Elsewhere', value: 'x' })).body.customValue
    const reply = await server.call<Answer>('GET', `${there}/${id}`, undefined, headers)
    expect([reply.status, reply.body.message]).toEqual([400, `Custom value not found for id:${id}`])
  })
})

describe('BR-494 the custom values of a location', () => {
  it('are at most a thousand', async () => {
    const { locationId, headers, there } = await emptyLocation()
    await server.storage.write(async (tx) => {
      for (let count = 1; count < maxCustomValues; count += 1) {
        const id = server.ids.next()
        await tx.run(insertCustomValue, { locationId, id, fieldKey: id, document: '{}', dateAdded: 0 })
      }
    }, 'database')
    const add = (name: string) => server.call<Answer>('POST', there, { name, value: 'x' }, headers)
    expect((await add('the last')).status).toBe(201)
    const { status, body } = await add('one too many')
    expect([status, body.message]).toEqual([
      400,
      'This location has 1000 custom values, the most it can have',
    ])
  })

  it('have at most 8 MiB together', async () => {
    const { locationId, headers, there } = await emptyLocation()
    const small = await server.call<Answer>('POST', there, { name: 'small', value: 'x' }, headers)
    await server.storage.write(async (tx) => {
      for (let count = 0; count < 8; count += 1) {
        const document = JSON.stringify({ value: 'x'.repeat(1024 * 1024 - 100) })
        const id = server.ids.next()
        await tx.run(insertCustomValue, { locationId, id, fieldKey: id, document, dateAdded: 0 })
      }
    }, 'database')
    const body = { name: 'large', value: 'x'.repeat(1000) }
    const message = 'The custom values of this location must not be larger than 8388608 bytes together'
    const send = async () => {
      const { id } = small.body.customValue
      for (const reply of [
        await server.call<Answer>('POST', there, body, headers),
        await server.call<Answer>('PUT', `${there}/${id}`, body, headers),
      ])
        expect([reply.status, reply.body.message]).toEqual([400, message])
    }
    expect(await isUntouched(server, send)).toBe(true)
  })
})
