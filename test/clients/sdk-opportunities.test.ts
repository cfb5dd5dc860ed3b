import { GHLNotFoundError } from '@gohighlevel/api-client'
import { expect } from 'vitest'
import { newLostReason, newPipeline } from '../support/opportunities.ts'
import { useTestServer } from '../support/use-test-server.ts'
import { describeService, type SdkStory, type TryOut } from './sdk-services.ts'

const done = { succeded: true }

const inLocation = ({ server, locationId }: SdkStory) => ({ ...server, locationId })
const pipelineOf = (story: SdkStory) => newPipeline(inLocation(story))

async function newContact({ send, locationId }: SdkStory): Promise<string> {
  const { contact } = await send('POST', '/contacts/', {
    locationId,
    firstName: 'Ona',
    email: 'ona@example.com',
  })
  return String(contact?.id)
}

/** Creates a pipeline, a contact and its opportunity. */
async function newOpportunity(story: SdkStory) {
  const pipeline = await pipelineOf(story)
  const contactId = await newContact(story)
  const [stage, nextStage] = pipeline.stages
  const body = {
    pipelineId: pipeline.id,
    locationId: story.locationId,
    name: 'Roof',
    pipelineStageId: stage?.id,
    status: 'open',
    contactId,
    monetaryValue: 220,
  }
  const { opportunity } = await story.send('POST', '/opportunities/', body)
  return { id: String(opportunity?.id), body, contactId, nextStageId: nextStage?.id }
}

const get = async ({ ofLocation }: SdkStory, id: string) =>
  (await ofLocation.opportunities?.getOpportunity?.({ id }))?.opportunity

const methods: Record<string, TryOut> = {
  async getPipelines(story, call) {
    const { locationId } = story
    const { id, stages } = await pipelineOf(story)
    const listed = { id, name: 'Sales', stages: stages.map(({ id, name }) => ({ id, name })), locationId }
    expect(await call({ locationId })).toMatchObject({ pipelines: [listed] })
  },
  async getLostReason(story, call) {
    const { locationId } = story
    const id = await newLostReason(inLocation(story))
    const query = { locationId, query: 'expensive', deleted: false, skip: 0, limit: 10, getCount: true }
    expect(await call(query)).toMatchObject({ lostReasons: [{ id, name: 'Too expensive' }], total: 1 })
  },
  async createOpportunity(story, call) {
    const { locationId, userId } = story
    const { id: pipelineId, stages } = await pipelineOf(story)
    const contactId = await newContact(story)
    const body = {
      pipelineId,
      locationId,
      name: 'Roof',
      pipelineStageId: stages[1]?.id,
      status: 'open',
      contactId,
      monetaryValue: 220,
      assignedTo: userId,
      customFields: [],
    }
    const { opportunity } = await call(body)
    expect(opportunity).toMatchObject({ ...body, contact: { id: contactId, email: 'ona@example.com' } })
    expect(await get(story, (opportunity as { id: string }).id)).toMatchObject(body)
    await expect(call(body)).rejects.toMatchObject({
      statusCode: 400,
      response: { meta: { existingId: (opportunity as { id: string }).id } },
    })
  },
  async getOpportunity(story, call) {
    const { id, body } = await newOpportunity(story)
    expect(await call({ id })).toMatchObject({ opportunity: { id, ...body } })
  },
  async updateOpportunity(story, call) {
    const { id, body, nextStageId } = await newOpportunity(story)
    const change = { pipelineStageId: nextStageId, name: 'Roof and gutter', monetaryValue: 300 }
    expect(await call({ id }, change)).toMatchObject({ opportunity: { id, ...body, ...change } })
    expect(await get(story, id)).toMatchObject({ ...body, ...change })
  },
  async updateOpportunityStatus(story, call) {
    const { id } = await newOpportunity(story)
    const lostReasonId = await newLostReason(inLocation(story))
    expect(await call({ id }, { status: 'lost', lostReasonId })).toMatchObject(done)
    expect(await get(story, id)).toMatchObject({ status: 'lost', lostReasonId })
  },
  async upsertOpportunity(story, call) {
    const { locationId, userId } = story
    const { id: pipelineId, stages } = await pipelineOf(story)
    const contactId = await newContact(story)
    const body = {
      pipelineId,
      locationId,
      contactId,
      name: 'Roof',
      status: 'open',
      pipelineStageId: stages[0]?.id,
      monetaryValue: 220,
      assignedTo: userId,
      followers: [userId],
      isRemoveAllFollowers: false,
      followersActionType: 'add',
    }
    const made = await call(body)
    expect(made).toMatchObject({ new: true, opportunity: { name: 'Roof', contactId, followers: [userId] } })
    const { id } = made.opportunity as { id: string }
    const changed = await call({ ...body, pipelineStageId: stages[2]?.id, followersActionType: 'remove' })
    const opportunity = { id, pipelineStageId: stages[2]?.id, followers: [] }
    expect(changed).toMatchObject({ new: false, opportunity })
    expect(await get(story, id)).toMatchObject(opportunity)
  },
  async deleteOpportunity(story, call) {
    const { id } = await newOpportunity(story)
    expect(await call({ id })).toMatchObject(done)
    await expect(get(story, id)).rejects.toBeInstanceOf(GHLNotFoundError)
  },
  async addFollowersOpportunity(story, call) {
    const { id } = await newOpportunity(story)
    const followers = [story.userId]
    expect(await call({ id }, { followers })).toMatchObject({ followers, followersAdded: followers })
    expect(await get(story, id)).toMatchObject({ followers })
  },
  async removeFollowersOpportunity(story, call) {
    const { id } = await newOpportunity(story)
    const followers = [story.userId]
    for (const isRemoveAllFollowers of [false, true]) {
      await story.ofLocation.opportunities?.addFollowersOpportunity?.({ id }, { followers })
      // The SDK sends this DELETE with a JSON body.
      const answer = await call(
        { id, isRemoveAllFollowers },
        { followers: isRemoveAllFollowers ? [] : followers },
      )
      expect(answer).toMatchObject({ followers: [], followersRemoved: followers })
    }
  },
  async searchOpportunity(story, call) {
    const { id, body, contactId } = await newOpportunity(story)
    const { locationId } = story
    // `locationId` and the like: the SDK sends them as `location_id`.
    const query = {
      locationId,
      pipelineId: body.pipelineId,
      pipelineStageId: body.pipelineStageId,
      contactId,
      status: 'open',
      q: 'roof',
      order: 'added_desc',
      page: 1,
      limit: 20,
    }
    if (story.version === 'v3') {
      // v3 names it `locationId`.
      await expect(call(query)).rejects.toMatchObject({ statusCode: 422 })
      const { opportunities } = await call({}, { params: { locationId, contactId } })
      expect(opportunities).toMatchObject([{ id, name: 'Roof' }])
      return
    }
    const found = { opportunities: [{ id, name: 'Roof', contact: { id: contactId } }], meta: { total: 1 } }
    expect(await call({ locationId })).toMatchObject(found)
    expect(await call(query)).toMatchObject(found)
    expect(await call({ ...query, status: 'won' })).toMatchObject({ opportunities: [], meta: { total: 0 } })
  },
  async searchOpportunitiesAdvanced(story, call) {
    const { id, body, contactId } = await newOpportunity(story)
    const { locationId } = story
    const search = {
      locationId,
      query: 'roof',
      limit: 20,
      // v3 counts from 0.
      page: story.version === 'v3' ? 0 : 1,
      searchAfter: [],
      additionalDetails: { notes: true, tasks: true, calendarEvents: true, unReadConversations: true },
    }
    const found = { opportunities: [{ id, contactId, pipelineId: body.pipelineId }], total: 1 }
    expect(await call(search)).toMatchObject(found)
    const filters = [{ field: 'pipeline_id', operator: 'eq', value: body.pipelineId }]
    expect(await call({ locationId, limit: 20, filters })).toMatchObject(found)
    expect(await call({ ...search, query: 'gutter' })).toMatchObject({ opportunities: [], total: 0 })
  },
}

describeService(useTestServer(), 'opportunities', { ofLocation: methods })
