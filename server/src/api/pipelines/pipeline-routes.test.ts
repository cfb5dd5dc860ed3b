import { expect, it } from 'vitest'
import { newPipeline } from '../../../../test/support/opportunities.ts'
import { bearer } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { createPipeline } from './create-pipeline.ts'
import { maxPipelines } from './pipeline.ts'

const server = useTestServer()

const list = (query: string, headers = {}) =>
  server.call<{ pipelines: object[]; message: unknown }>(
    'GET',
    `/opportunities/pipelines?${query}`,
    undefined,
    headers,
  )

it('BR-500 Get Pipelines returns the pipelines of the location with their stages, oldest first', async () => {
  const { fixtures, companyId, locationId, ids } = server
  const here = `locationId=${locationId}`
  expect((await list(here)).body).toEqual({ pipelines: [] })
  const first = await newPipeline(server, ['New', 'Won'])
  server.clock.advance(1)
  const second = await newPipeline(server, ['Only'], 'Support')
  const shown = { showInFunnel: true, showInPieChart: true }
  const uuid = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(first).toEqual({
    id: expect.stringMatching(/^[A-Za-z0-9]{20}$/),
    name: 'Sales',
    stages: [
      { id: uuid, name: 'New', position: 0, ...shown },
      { id: uuid, name: 'Won', position: 1, ...shown },
    ],
    ...shown,
    locationId,
  })
  for (const headers of [{}, { version: 'v3' }, bearer((await fixtures.token({ companyId })).token)]) {
    const reply = await list(here, headers)
    expect([reply.status, reply.text]).toEqual([200, JSON.stringify({ pipelines: [first, second] })])
  }
  const there = await fixtures.location(companyId)
  for (const unreachable of [there, ids.next()]) {
    const reply = await list(`locationId=${unreachable}`)
    expect([reply.status, reply.body.message]).toEqual([
      401,
      'This location is not accessible from this token!',
    ])
  }
})

it('BR-500 a location has at most 100 pipelines', async () => {
  const { storage, clock, ids, fixtures, companyId } = server
  const locationId = await fixtures.location(companyId)
  const create = () =>
    storage.write((tx) => createPipeline(tx, { clock, ids }, locationId, { name: 'x', stages: ['y'] }), {
      locationId,
    })
  for (let count = 0; count < maxPipelines; count++) await create()
  await expect(create()).rejects.toMatchObject({
    statusCode: 400,
    body: { message: 'This location has 100 pipelines, the most it can have' },
  })
})
