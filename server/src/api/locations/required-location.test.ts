import { expect, it } from 'vitest'
import type { Method } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'

const server = useTestServer()

it.each<[Method, string, object | undefined, string]>([
  ['GET', '/opportunities/pipelines', undefined, 'locationId'],
  ['GET', '/opportunities/pipelines?locationId=', undefined, 'locationId'],
  ['GET', '/opportunities/pipelines?location_id=x', undefined, 'locationId'],
  ['GET', '/opportunities/lost-reason?limit=0', undefined, 'locationId'],
  ['GET', '/opportunities/search', undefined, 'location_id'],
  ['GET', '/opportunities/search?location_id=&limit=0', undefined, 'location_id'],
  ['GET', '/opportunities/search?startAfter=1&startAfterId=x', undefined, 'location_id'],
  ['POST', '/opportunities/search', undefined, 'locationId'],
  ['POST', '/opportunities/search', { locationId: '', page: -1 }, 'locationId'],
  ['POST', '/opportunities/', { locationId: null, name: '', stageId: 'x' }, 'locationId'],
  ['POST', '/opportunities/upsert', {}, 'locationId'],
])('BR-581 %s %s with %j names no location', async (method, url, body, name) => {
  const { status, text } = await server.call(method, url, body)
  expect([status, text]).toEqual([
    422,
    `{"statusCode":422,"error":"Unprocessable Entity","message":"${name} can't be undefined","code":"COMMON_LOCATION_ID_UNDEFINED"}`,
  ])
})

it('BR-581 v3 calls it locationId everywhere', async () => {
  const { body } = await server.call('GET', '/opportunities/search', undefined, { version: 'v3' })
  expect(body.message).toBe("locationId can't be undefined")
})

it('BR-581 a location is only missing if no value of any type is there', async () => {
  expect((await server.call('POST', '/opportunities/search', { locationId: 5 })).body.message).toEqual([
    'locationId must be a string',
  ])
  const { locationId } = server
  const named = await server.call('GET', `/opportunities/search?locationId=${locationId}`)
  expect(named.body.message).toContain('property locationId should not exist')
})
