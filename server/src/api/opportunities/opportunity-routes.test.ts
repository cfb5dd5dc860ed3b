import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { isUntouched } from '../../../../test/support/activities.ts'
import { newContact } from '../../../../test/support/contacts.ts'
import { newLostReason, newPipeline, plantOpportunity } from '../../../../test/support/opportunities.ts'
import { bearer, type Method } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import type { OpportunityPipeline } from '../pipelines/pipeline.ts'
import { maxOpportunities } from './opportunity.ts'

interface Reply {
  opportunity: Record<string, unknown> & { id: string }
  message: unknown
}

const server = useTestServer()
let sales: OpportunityPipeline
let support: OpportunityPipeline
let lostReasonId: string
beforeAll(async () => {
  sales = await newPipeline(server, ['New', 'Offer', 'Closing'])
  support = await newPipeline(server, ['Asked', 'Answered'], 'Support')
  lostReasonId = await newLostReason(server)
})
let contactId: string
beforeEach(async () => {
  server.clock.advance(1000)
  contactId = await newContact(server, {
    firstName: 'Jane',
    lastName: 'Doe',
    companyName: 'Tesla Inc',
    tags: ['VIP'],
  })
})

const stage = (pipeline: OpportunityPipeline, position: number) => pipeline.stages[position]?.id ?? ''
const url = '/opportunities/'
const call = (method: Method, path: string, body?: unknown, headers = {}) =>
  server.call<Reply>(method, `${url}${path}`, body, headers)
const required = () => ({
  pipelineId: sales.id,
  locationId: server.locationId,
  name: 'Roof',
  status: 'open',
  contactId,
})
const create = (fields: object = {}, headers = {}) => call('POST', '', { ...required(), ...fields }, headers)
async function created(fields: object = {}): Promise<Reply['opportunity']> {
  const { status, body, text } = await create(fields)
  expect([status, text]).toEqual([201, expect.any(String)])
  return body.opportunity
}
const found = async (id: string) => (await call('GET', id)).body.opportunity

describe('Create Opportunity', () => {
  it('BR-510 BR-516 returns 201 with what was sent, in the order of HighLevel’s keys', async () => {
    const { locationId, userId, clock } = server
    const reply = await create({
      assignedTo: userId,
      monetaryValue: 12.5,
      source: 'form',
      pipelineStageId: stage(sales, 1),
      customFields: [],
    })
    const { id } = reply.body.opportunity
    expect(id).toMatch(/^[A-Za-z0-9]{20}$/)
    const now = clock.iso()
    const opportunity = {
      id,
      name: 'Roof',
      monetaryValue: 12.5,
      pipelineId: sales.id,
      pipelineStageId: stage(sales, 1),
      assignedTo: userId,
      status: 'open',
      source: 'form',
      lastStatusChangeAt: now,
      lastStageChangeAt: now,
      lastActionDate: now,
      createdAt: now,
      updatedAt: now,
      contactId,
      locationId,
      contact: { id: contactId, name: 'Jane Doe', companyName: 'Tesla Inc', tags: ['vip'] },
      customFields: [],
      followers: [],
    }
    expect([reply.status, reply.text]).toEqual([201, JSON.stringify({ opportunity })])
    const again = await call('GET', `${id}/`)
    expect([again.status, again.text]).toEqual([200, JSON.stringify({ opportunity })])
  })

  it('BR-511 enters the first stage, and has the value 0, if nothing else is sent', async () => {
    expect(await created()).toMatchObject({ pipelineStageId: stage(sales, 0), monetaryValue: 0 })
  })

  it('BR-512 is open if the status is all', async () => {
    expect((await created({ status: 'all' })).status).toBe('open')
    expect((await created({ status: 'won' })).status).toBe('won')
  })

  it('BR-516 shows the contact as it is now', async () => {
    const { id } = await created()
    await server.call('PUT', `/contacts/${contactId}`, {
      lastName: 'Roe',
      email: 'jane@roe.com',
      companyName: '',
    })
    expect((await found(id)).contact).toEqual({
      id: contactId,
      name: 'Jane Roe',
      email: 'jane@roe.com',
      tags: ['vip'],
    })
  })

  it('BR-510 refuses a body without what it needs, all at once', async () => {
    const reply = await call('POST', '', { locationId: server.locationId })
    expect([reply.status, reply.body.message]).toEqual([
      422,
      [
        'pipelineId must be a string',
        'pipelineId should not be empty',
        'name must be a string',
        'name should not be empty',
        'status must be a valid enum value',
        'contactId must be a string',
        'contactId should not be empty',
      ],
    ])
  })

  it('BR-510 refuses a location that the token cannot access before the rest', async () => {
    const there = await server.fixtures.location(server.companyId)
    for (const locationId of [there, 'unknown']) {
      const reply = await call('POST', '', { locationId, name: 1 })
      expect([reply.status, reply.body.message]).toEqual([
        401,
        'This location is not accessible from this token!',
      ])
    }
  })

  it('BR-510 refuses a contact of another location', async () => {
    const { fixtures, companyId } = server
    const there = await fixtures.location(companyId)
    const headers = bearer((await fixtures.token({ companyId })).token)
    const { body } = await server.call(
      ...(['POST', '/contacts/', { locationId: there, firstName: 'Far' }, headers] as const),
    )
    for (const unknown of [body.contact.id, 'unknown', 'no id at all']) {
      const reply = await create({ contactId: unknown }, headers)
      expect([reply.status, reply.body.message]).toEqual([400, `Contact not found for id:${unknown}`])
    }
  })

  it('BR-563 refuses more than 1000 opportunities of a contact', async () => {
    for (let count = 1; count < maxOpportunities; count++)
      await plantOpportunity(server, contactId, { status: 'won' })
    expect((await create()).status).toBe(201)
    const reply = await create({ status: 'won' })
    expect([reply.status, reply.body.message]).toEqual([
      400,
      'This contact has 1000 opportunities, the most it can have',
    ])
  })
})

/** What both Create and Update refuse. */
const refused: [string, () => object, number, unknown][] = [
  ['an empty name', () => ({ name: '' }), 422, ['name should not be empty']],
  ['a name of white space', () => ({ name: ' ' }), 422, ['name should not be empty']],
  [
    'a name that is too long',
    () => ({ name: 'x'.repeat(1001) }),
    422,
    ['name must be shorter than or equal to 1000 characters'],
  ],
  ['another status', () => ({ status: 'closed' }), 422, ['status must be a valid enum value']],
  [
    'a value that is text',
    () => ({ monetaryValue: '220' }),
    422,
    ['monetaryValue must be a number conforming to the specified constraints'],
  ],
  [
    'a value that is too large',
    () => ({ monetaryValue: 1e16 }),
    422,
    ['monetaryValue must not be greater than 1000000000000000'],
  ],
  [
    'what an opportunity does not have',
    () => ({ stageId: 'x', lostReasonId: 'x', forecastProbability: 1 }),
    422,
    [
      'property stageId should not exist',
      'property lostReasonId should not exist',
      'property forecastProbability should not exist',
    ],
  ],
  ['an unknown pipeline', () => ({ pipelineId: 'unknown' }), 400, 'The pipeline id is invalid.'],
  ['an unknown stage', () => ({ pipelineStageId: 'unknown' }), 400, 'The pipeline stage id is invalid.'],
  ['an empty stage', () => ({ pipelineStageId: '' }), 400, 'The pipeline stage id is invalid.'],
  [
    'a stage of another pipeline',
    () => ({ pipelineStageId: stage(support, 0) }),
    400,
    'The pipeline stage id is invalid.',
  ],
  ['an unknown user', () => ({ assignedTo: 'nobody' }), 400, 'User not found for id:nobody'],
]

const sent: [Method, () => Promise<{ path: string; body: object }>][] = [
  ['POST', async () => ({ path: '', body: required() })],
  ['PUT', async () => ({ path: (await created()).id, body: {} })],
]

describe.each(sent)('%s refuses and changes nothing', (method, requestOf) => {
  it.each(refused)('BR-510 BR-511 BR-517 %s', async (_what, fields, status, message) => {
    const { path, body } = await requestOf()
    const send = async () => {
      const reply = await call(method, path, { ...body, ...fields() })
      expect([reply.status, reply.body.message]).toEqual([status, message])
    }
    expect(await isUntouched(server, send)).toBe(true)
  })
})

describe('Update Opportunity', () => {
  it('BR-517 BR-513 changes only what is sent', async () => {
    const before = await created({ source: 'form', assignedTo: server.userId })
    server.clock.advance(1000)
    const reply = await call('PUT', before.id, { name: 'Wall', assignedTo: '' })
    const { assignedTo: _, ...rest } = before
    const now = server.clock.iso()
    expect([reply.status, reply.body]).toEqual([
      200,
      { opportunity: { ...rest, name: 'Wall', lastActionDate: now, updatedAt: now } },
    ])
    server.clock.advance(1000)
    expect((await call('PUT', before.id, { name: 'Wall' })).body).toEqual(reply.body)
    expect((await call('PUT', before.id, {})).body).toEqual(reply.body)
    expect(await found(before.id)).toEqual(reply.body.opportunity)
  })

  it('BR-513 moves the date of the stage with the stage, and that of the status with the status', async () => {
    const { id, createdAt } = await created()
    const move = async (fields: object) => {
      server.clock.advance(1000)
      const { body } = await call('PUT', id, fields)
      const { lastStageChangeAt, lastStatusChangeAt } = body.opportunity
      return [lastStageChangeAt, lastStatusChangeAt]
    }
    const first = await move({ pipelineStageId: stage(sales, 1) })
    expect(first).toEqual([server.clock.iso(), createdAt])
    const second = await move({ status: 'won' })
    expect(second).toEqual([first[0], server.clock.iso()])
    expect(await move({ status: 'won', pipelineStageId: stage(sales, 1), name: 'x' })).toEqual(second)
    expect(await move({ status: 'all', name: 'y' })).toEqual(second)
    expect((await found(id)).status).toBe('won')
  })

  it('BR-511 moves it to another pipeline, by default to its first stage', async () => {
    const { id } = await created({ pipelineStageId: stage(sales, 2) })
    const placeAfter = async (fields: object) => {
      const { pipelineId, pipelineStageId } = (await call('PUT', id, fields)).body.opportunity
      return [pipelineId, pipelineStageId]
    }
    expect(await placeAfter({ pipelineId: sales.id })).toEqual([sales.id, stage(sales, 2)])
    expect(await placeAfter({ pipelineId: support.id })).toEqual([support.id, stage(support, 0)])
    const there = { pipelineId: sales.id, pipelineStageId: stage(sales, 1) }
    expect(await placeAfter(there)).toEqual([sales.id, stage(sales, 1)])
  })
})

describe('Update Opportunity Status', () => {
  it('BR-518 BR-512 changes the status, and keeps the lost reason while it is lost', async () => {
    const { id } = await created()
    server.clock.advance(1000)
    const lost = await call('PUT', `${id}/status`, { status: 'lost', lostReasonId })
    expect([lost.status, lost.text]).toEqual([200, '{"succeded":true}'])
    const now = server.clock.iso()
    expect(await found(id)).toMatchObject({ status: 'lost', lostReasonId, lastStatusChangeAt: now })
    await call('PUT', `${id}/status`, { status: 'lost' })
    expect((await found(id)).lostReasonId).toBe(lostReasonId)
    await call('PUT', `${id}/status`, { status: 'open', lostReasonId })
    expect(await found(id)).not.toHaveProperty('lostReasonId')
  })

  it.each<[object, number, unknown]>([
    [{}, 422, ['status must be a valid enum value']],
    [{ status: null }, 422, ['status must be a valid enum value']],
    [{ status: 'won', name: 'x' }, 422, ['property name should not exist']],
    [{ status: 'lost', lostReasonId: 'unknown' }, 400, 'Lost reason not found for id:unknown'],
  ])('BR-518 refuses %j', async (body, status, message) => {
    const { id } = await created()
    const send = async () => {
      const reply = await call('PUT', `${id}/status`, body)
      expect([reply.status, reply.body.message]).toEqual([status, message])
    }
    expect(await isUntouched(server, send)).toBe(true)
  })
})

describe('a second open opportunity of a contact in a pipeline', () => {
  const refusal = (existingId: string) => ({
    statusCode: 400,
    message: 'Can not create duplicate opportunity for the contact.',
    code: 'OPPORTUNITY_NO_DUPLICATE',
    meta: { existingId },
    error: 'Bad Request',
    traceId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  })

  it('BR-514 is refused, and names the first one', async () => {
    const { id } = await created()
    const send = async () => {
      const { status, body } = await create({ name: 'Another' })
      expect([status, body]).toEqual([400, refusal(id)])
    }
    expect(await isUntouched(server, send)).toBe(true)
  })

  it('BR-514 is refused where several are created or opened at once', async () => {
    const statuses = async (sent: Promise<{ status: number }>[]) =>
      (await Promise.all(sent)).map(({ status }) => status).sort()
    expect(await statuses(Array.from({ length: 5 }, () => create()))).toEqual([201, 400, 400, 400, 400])
    contactId = await newContact(server)
    const closed: string[] = []
    for (let count = 0; count < 4; count++) closed.push((await created({ status: 'lost' })).id)
    const opening = closed.map((id) => call('PUT', `${id}/status`, { status: 'open' }))
    expect(await statuses(opening)).toEqual([200, 400, 400, 400])
  })

  it('BR-514 is none if it or the first one is closed, or in another pipeline or of another contact', async () => {
    const { id } = await created()
    await created({ status: 'won' })
    await created({ pipelineId: support.id })
    await created({ contactId: await newContact(server) })
    await call('PUT', `${id}/status`, { status: 'abandoned' })
    await created()
  })

  it('BR-514 is refused where an update opens it or moves it there', async () => {
    const { id: open } = await created()
    const { id: closed } = await created({ status: 'lost' })
    const { id: elsewhere } = await created({ pipelineId: support.id })
    for (const [path, body] of [
      [closed, { status: 'open' }],
      [`${closed}/status`, { status: 'open' }],
      [elsewhere, { pipelineId: sales.id }],
    ] as const) {
      const reply = await call('PUT', path, body)
      expect([path, reply.status, reply.body]).toEqual([path, 400, refusal(open)])
    }
    expect((await call('PUT', closed, { name: 'Still lost' })).status).toBe(200)
    expect((await call('PUT', elsewhere, { pipelineId: sales.id, status: 'won' })).status).toBe(200)
    expect((await call('PUT', open, { name: 'Still open', status: 'open' })).status).toBe(200)
  })

  it('BR-514 is allowed where the location allows it', async () => {
    const { fixtures, companyId, locationId } = server
    await created()
    const company = bearer((await fixtures.token({ companyId })).token)
    const allow = (allowDuplicateOpportunity: boolean) =>
      server.call(
        'PUT',
        `/locations/${locationId}`,
        { companyId, settings: { allowDuplicateOpportunity } },
        company,
      )
    expect((await allow(true)).status).toBe(200)
    await created()
    await allow(false)
    expect((await create()).status).toBe(400)
  })
})

describe('Delete Opportunity', () => {
  it('BR-519 deletes it permanently', async () => {
    const { id } = await created()
    const reply = await call('DELETE', id)
    expect([reply.status, reply.text]).toEqual([200, '{"succeded":true}'])
    const again = await call('DELETE', id)
    expect([again.status, again.body.message]).toEqual([404, 'Opportunity not found'])
    await created()
  })
})

describe('an opportunity that the token cannot access', () => {
  const operations: [Method, string, object | undefined][] = [
    ['GET', '', undefined],
    ['PUT', '', { wrong: true }],
    ['PUT', '/status', { wrong: true }],
    ['DELETE', '', undefined],
    ['POST', '/followers', { wrong: true }],
    ['DELETE', '/followers', { wrong: true }],
  ]

  it.each(operations)('BR-519 is refused before the body: %s %s', async (method, rest, body) => {
    const { fixtures, companyId } = server
    const { id } = await created()
    const sibling = { companyId, locationId: await fixtures.location(companyId) }
    const elsewhere = await fixtures.company()
    const farAway = { companyId: elsewhere, locationId: await fixtures.location(elsewhere) }
    const [near, far] = await Promise.all([sibling, farAway].map((place) => fixtures.token(place)))
    const unknown = 'a'.repeat(20)
    const rows = [
      [unknown, {}, 404, 'Opportunity not found'],
      ['no id', {}, 404, 'Opportunity not found'],
      [id, bearer(near?.token ?? ''), 401, 'This location is not accessible from this token!'],
      [id, bearer(far?.token ?? ''), 404, 'Opportunity not found'],
    ] as const
    // The first use of a token is recorded.
    for (const [, headers] of rows) await server.call('GET', `/contacts/${contactId}`, undefined, headers)
    for (const [sought, headers, status, message] of rows) {
      const send = async () => {
        const reply = await call(method, `${encodeURIComponent(sought)}${rest}`, body, headers)
        expect([reply.status, reply.body.message]).toEqual([status, message])
      }
      expect(await isUntouched(server, send)).toBe(true)
    }
  })

  it('BR-564 is not found once its contact is deleted', async () => {
    const { id } = await created()
    await server.call('DELETE', `/contacts/${contactId}`)
    const reply = await call('GET', id)
    expect([reply.status, reply.body.message]).toEqual([404, 'Opportunity not found'])
  })

  it('BR-510 a token of the company accesses the opportunities of its locations', async () => {
    const { fixtures, companyId } = server
    const { id } = await created()
    const company = bearer((await fixtures.token({ companyId })).token)
    expect((await call('PUT', id, { name: 'By the company' }, company)).status).toBe(200)
    expect((await found(id)).name).toBe('By the company')
  })
})
