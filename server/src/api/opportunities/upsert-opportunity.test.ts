import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { isUntouched } from '../../../../test/support/activities.ts'
import { newContact } from '../../../../test/support/contacts.ts'
import { newLostReason, newPipeline, plantOpportunity } from '../../../../test/support/opportunities.ts'
import { bearer } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import type { OpportunityPipeline } from '../pipelines/pipeline.ts'

interface Reply {
  opportunity: Record<string, unknown> & { id: string; followers: string[] }
  new: boolean
  message: unknown
}

const server = useTestServer()
let pipeline: OpportunityPipeline
let [ann, ben] = ['', '']
beforeAll(async () => {
  pipeline = await newPipeline(server)
  const { fixtures, companyId, locationId } = server
  ann = await fixtures.user(companyId, locationId, 'Ann')
  ben = await fixtures.user(companyId, locationId, 'Ben')
})
let contactId: string
beforeEach(async () => {
  server.clock.advance(1000)
  contactId = await newContact(server, { firstName: 'Jane', lastName: 'Doe' })
})

const upsert = (fields: object, headers = {}) => {
  const { locationId } = server
  const body = { pipelineId: pipeline.id, locationId, ...fields }
  return server.call<Reply>('POST', '/opportunities/upsert', body, headers)
}

describe('Upsert Opportunity', () => {
  it('BR-560 creates an open one, named like the contact', async () => {
    const { status, body, text } = await upsert({ contactId })
    expect([status, body.new]).toEqual([200, true])
    expect(body.opportunity).toMatchObject({
      name: 'Jane Doe',
      status: 'open',
      pipelineStageId: pipeline.stages[0]?.id,
      contactId,
      contact: { id: contactId, name: 'Jane Doe' },
      followers: [],
    })
    expect(text).toBe(JSON.stringify({ opportunity: body.opportunity, new: true }))
  })

  it('BR-560 changes the contact’s one in the pipeline', async () => {
    const { body: first } = await upsert({ contactId, name: 'Roof', monetaryValue: 1 })
    server.clock.advance(1000)
    const pipelineStageId = pipeline.stages[1]?.id
    const { status, body } = await upsert({ contactId, pipelineStageId, status: 'won' })
    expect([status, body.new]).toEqual([200, false])
    expect(body.opportunity).toMatchObject({
      id: first.opportunity.id,
      name: 'Roof',
      monetaryValue: 1,
      pipelineStageId,
      status: 'won',
      lastStageChangeAt: server.clock.iso(),
    })
  })

  it('BR-560 prefers the open one, and then the latest', async () => {
    const planted = (status: 'open' | 'won') =>
      plantOpportunity(server, contactId, { status, pipelineId: pipeline.id })
    const found = async () => (await upsert({ contactId, name: 'x' })).body.opportunity.id
    const first = await planted('won')
    expect(await found()).toBe(first)
    server.clock.advance(1)
    const second = await planted('won')
    expect(await found()).toBe(second)
    const open = await planted('open')
    server.clock.advance(1)
    await planted('won')
    expect(await found()).toBe(open)
  })

  it('BR-560 changes the one with the id, and moves it to the pipeline', async () => {
    const id = await plantOpportunity(server, contactId, { pipelineId: 'another' })
    const { status, body } = await upsert({ id, name: 'Moved' })
    expect([status, body.new]).toEqual([200, false])
    expect(body.opportunity).toMatchObject({ id, name: 'Moved', pipelineId: pipeline.id, contactId })
  })

  it('BR-560 keeps the lost reason while it is lost', async () => {
    const lostReasonId = await newLostReason(server)
    const lost = await upsert({ contactId, status: 'lost', lostReasonId })
    expect(lost.body.opportunity.lostReasonId).toBe(lostReasonId)
    const open = await upsert({ contactId, status: 'open' })
    expect(open.body.opportunity).not.toHaveProperty('lostReasonId')
  })

  it('BR-565 adds, removes and replaces followers', async () => {
    const followersAfter = async (fields: object) =>
      (await upsert({ contactId, ...fields })).body.opportunity.followers
    expect(await followersAfter({ followers: [ann] })).toEqual([ann])
    expect(await followersAfter({ followers: [ben, ann], followersActionType: 'add' })).toEqual([ann, ben])
    expect(await followersAfter({ followers: [ann], followersActionType: 'remove' })).toEqual([ben])
    expect(await followersAfter({ followers: [ann], isRemoveAllFollowers: true })).toEqual([ann])
    expect(await followersAfter({})).toEqual([ann])
    expect(await followersAfter({ followers: [], isRemoveAllFollowers: true })).toEqual([])
  })

  it.each<[object, number, unknown]>([
    [{}, 422, ['contactId must be a string', 'contactId should not be empty']],
    [{ id: '' }, 422, ['contactId must be a string', 'contactId should not be empty']],
    [{ id: 'unknown' }, 404, 'Opportunity not found'],
    [{ contactId: 'unknown' }, 400, 'Contact not found for id:unknown'],
    [{ contactId: 'x', followersActionType: 'set' }, 422, ['followersActionType must be a valid enum value']],
    [
      { contactId: 'x', followers: Array(11).fill('x') },
      422,
      ['followers must contain not more than 10 elements'],
    ],
  ])('BR-560 refuses %j', async (fields, status, message) => {
    const send = async () => {
      const reply = await upsert(fields)
      expect([reply.status, reply.body.message]).toEqual([status, message])
    }
    expect(await isUntouched(server, send)).toBe(true)
  })

  it('BR-565 refuses an unknown follower, and an opportunity of another location', async () => {
    const { fixtures, companyId } = server
    const stranger = await upsert({ contactId, followers: ['nobody'] })
    expect([stranger.status, stranger.body.message]).toEqual([400, 'User not found for id:nobody'])
    const id = await plantOpportunity(server, contactId)
    const company = bearer((await fixtures.token({ companyId })).token)
    const there = await upsert({ id, locationId: await fixtures.location(companyId) }, company)
    expect([there.status, there.body.message]).toEqual([
      401,
      'This location is not accessible from this token!',
    ])
  })
})
