import { beforeAll, describe, expect, it } from 'vitest'
import { newContact } from '../../../../test/support/contacts.ts'
import { newPipeline } from '../../../../test/support/opportunities.ts'
import type { Method } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'

const server = useTestServer()
let id: string
let required: object
const call = (method: Method, path: string, body?: unknown, version = 'v3') =>
  server.call<{ opportunity: Record<string, unknown> & { id: string }; message: unknown }>(
    ...([method, `/opportunities/${path}`, body, { version }] as const),
  )
beforeAll(async () => {
  const { locationId } = server
  const pipelineId = (await newPipeline(server)).id
  required = { pipelineId, locationId, name: 'Roof', status: 'open', contactId: await newContact(server) }
  const { status, body } = await call('POST', '', {
    ...required,
    forecastExpectedCloseDate: '04/23/2026',
    forecastProbability: 20,
  })
  expect(status).toBe(201)
  id = body.opportunity.id
})

const forecastOf = async (version: string) =>
  Object.fromEntries(
    Object.entries((await call('GET', id, undefined, version)).body.opportunity).filter(([name]) =>
      /^forecast|^effective/.test(name),
    ),
  )

describe('an opportunity under v3', () => {
  it('BR-562 has a forecast, which other versions neither take nor return', async () => {
    expect(await forecastOf('v3')).toEqual({
      forecastExpectedCloseDate: '2026-04-23',
      forecastOriginalCloseDate: '2026-04-23',
      forecastSlippageCount: 0,
      forecastDaysSlipped: 0,
      forecastProbability: 20,
      effectiveProbability: 20,
    })
    const update = { forecastExpectedCloseDate: '2026-05-01T00:00:00Z' }
    expect((await call('PUT', id, update)).status).toBe(200)
    expect(await forecastOf('v3')).toMatchObject({
      forecastExpectedCloseDate: '2026-05-01',
      forecastSlippageCount: 1,
      forecastDaysSlipped: 8,
      forecastLastSlippedAt: server.clock.iso(),
    })
    expect(await forecastOf('2021-07-28')).toEqual({})
    expect((await call('PUT', id, update, '2021-07-28')).body.message).toEqual([
      'property forecastExpectedCloseDate should not exist',
    ])
    const upserted = await call('POST', 'upsert', { ...required, id, forecastProbability: 50 })
    expect(upserted.body.opportunity.effectiveProbability).toBe(50)
  })

  it('BR-562 is changed and deleted with success as well as succeded', async () => {
    const done = '{"succeded":true,"success":true}'
    expect((await call('PUT', `${id}/status`, { status: 'won' })).text).toBe(done)
    expect((await call('DELETE', id)).text).toBe(done)
  })

  it.each([
    [{ forecastExpectedCloseDate: 'soon' }, ['forecastExpectedCloseDate must be a valid date']],
    [{ forecastProbability: 101 }, ['forecastProbability must not be greater than 100']],
    [{ customFields: [{ fieldValue: 'x' }] }, ['customFields.0 must have an id or a key']],
  ])('BR-562 refuses %j', async (fields, message) => {
    const { status, body } = await call('POST', '', { ...required, ...fields })
    expect([status, body.message]).toEqual([422, message])
  })
})
