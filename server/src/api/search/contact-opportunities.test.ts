import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { newContact } from '../../../../test/support/contacts.ts'
import { newPipeline, plantOpportunity } from '../../../../test/support/opportunities.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { type Opportunity, opportunityStatuses } from '../opportunities/opportunity.ts'
import type { OpportunityPipeline } from '../pipelines/pipeline.ts'
import type { FilterItem } from './search-schemas.ts'

interface Found {
  contacts: { id: string; opportunities: Partial<Opportunity>[] }[]
  total: number
}

const server = useTestServer({ location: { allowDuplicateContact: true } })
const contacts: string[] = []
let pipelines: OpportunityPipeline[]

beforeAll(async () => {
  pipelines = [await newPipeline(server, ['a', 'b'], 'One'), await newPipeline(server, ['c', 'd'], 'Two')]
  for (let n = 0; n < 6; n += 1) contacts.push(await newContact(server, { firstName: `C${n}` }))
})

const stageOf = (pipeline: number, stage: number) => {
  const { id, stages } = pipelines[pipeline] as OpportunityPipeline
  return { pipelineId: id, pipelineStageId: stages[stage]?.id ?? '' }
}
const search = async (filters: FilterItem[]) => {
  const { locationId } = server
  const { status, body } = await server.call<Found>('POST', '/contacts/search', {
    locationId,
    pageLimit: 100,
    filters,
  })
  expect(status).toBe(200)
  return body
}
const found = async (...filters: FilterItem[]) => (await search(filters)).contacts.map(({ id }) => id).sort()

describe('BR-288 contacts by their opportunities', () => {
  it('conditions must hold of one opportunity, and rows have all of them', async () => {
    const [both, one] = contacts
    await plantOpportunity(server, both ?? '', { ...stageOf(0, 0), status: 'won', monetaryValue: 12.5 })
    await plantOpportunity(server, both ?? '', { ...stageOf(1, 1), status: 'open' })
    const id = await plantOpportunity(server, one ?? '', { ...stageOf(0, 1), status: 'open' })
    const { pipelineId } = stageOf(0, 0)
    const isOpen = { field: 'status', operator: 'eq', value: 'open' }
    const isInFirst = { field: 'pipelineId', operator: 'eq', value: pipelineId }
    const nested = (...value: object[]): FilterItem => ({ field: 'opportunities', operator: 'nested', value })
    expect(await found(nested(isOpen, isInFirst))).toEqual([one])
    expect(await found(nested(isOpen), nested(isInFirst))).toEqual([both, one].sort())
    expect(await found({ field: 'opportunities', operator: 'exists' })).toEqual([both, one].sort())
    expect(await found({ field: 'opportunities', operator: 'not_exists' })).toEqual(contacts.slice(2).sort())
    const { contacts: rows } = await search([nested(isOpen, isInFirst)])
    expect(rows[0]?.opportunities).toEqual([
      { pipelineId, id, monetaryValue: 0, pipelineStageId: stageOf(0, 1).pipelineStageId, status: 'open' },
    ])
    const { contacts: others } = await search([nested({ field: 'status', operator: 'eq', value: 'won' })])
    expect(others[0]?.opportunities).toMatchObject(
      others[0]?.opportunities.map(({ status }) => (status === 'won' ? { monetaryValue: 12.5 } : {})) ?? [],
    )
    expect(others[0]?.opportunities).toHaveLength(2)
  })

  it('any conditions find the same as looking at every opportunity', async () => {
    const pipeline = fc.nat(1)
    const planted = fc.record({
      contact: fc.nat(5),
      pipeline,
      stage: fc.nat(1),
      status: fc.constantFrom(...opportunityStatuses),
    })
    const condition = fc.oneof(
      fc.record({ field: fc.constant('pipelineId'), pipeline }),
      fc.record({ field: fc.constant('pipelineStageId'), pipeline, stage: fc.nat(1) }),
      fc.record({ field: fc.constant('status'), value: fc.constantFrom(...opportunityStatuses) }),
    )
    const operator = fc.constantFrom('eq', 'not_eq', 'exists', 'not_exists')
    const conditions = fc.array(fc.tuple(condition, operator), { minLength: 1, maxLength: 3 })
    const state: (Partial<Opportunity> & { contactId: string })[] = []
    const { contacts: rows } = await search([])
    for (const { id, opportunities } of rows)
      state.push(...opportunities.map((one) => ({ ...one, contactId: id })))
    await fc.assert(
      fc.asyncProperty(fc.array(planted, { maxLength: 2 }), conditions, async (added, sent) => {
        for (const { contact, pipeline, stage, status } of added) {
          const contactId = contacts[contact] ?? ''
          const fields = { ...stageOf(pipeline, stage), status }
          await plantOpportunity(server, contactId, fields)
          state.push({ ...fields, contactId })
        }
        const value = sent.map(([one, operator]) => {
          const of = 'pipeline' in one ? stageOf(one.pipeline, 'stage' in one ? one.stage : 0) : {}
          const wanted = { ...of, ...('value' in one && { status: one.value }) } as Record<string, string>
          const isTest = operator === 'eq' || operator === 'not_eq'
          return { field: one.field, operator, ...(isTest && { value: wanted[one.field] }) }
        })
        const fits = (opportunity: Partial<Opportunity>) =>
          value.every(({ field, operator, value }) => {
            const is = opportunity[field as 'status'] === value
            return operator === 'eq' ? is : operator === 'not_eq' ? !is : operator === 'exists'
          })
        const expected = new Set(state.filter(fits).map(({ contactId }) => contactId))
        expect(await found({ field: 'opportunities', operator: 'nested', value })).toEqual(
          [...expected].sort(),
        )
      }),
      { numRuns: 60 },
    )
  })
})
