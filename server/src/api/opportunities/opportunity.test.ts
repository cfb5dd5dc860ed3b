import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changedOpportunity, newOpportunity, type OpportunityChange } from './opportunity.ts'

const then = '2026-01-01T00:00:00.000Z'
const now = '2026-02-01T00:00:00.000Z'
const place = {
  id: 'o',
  locationId: 'l',
  contactId: 'c',
  name: 'Roof',
  pipelineId: 'p',
  pipelineStageId: 's',
}
const before = newOpportunity(place, then)

/** The dates that a change moves. */
function moved(change: OpportunityChange): string[] {
  const after = changedOpportunity(before, change, now)
  return Object.entries(after).flatMap(([name, value]) => (value === now ? [name] : []))
}

describe('BR-513 the dates of an opportunity', () => {
  it.each<[OpportunityChange, string[]]>([
    [{}, []],
    [{ name: 'Roof', status: 'open', pipelineStageId: 's', source: undefined }, []],
    [{ assignedTo: '', lostReasonId: 'x' }, []],
    [{ name: 'Wall' }, ['lastActionDate', 'updatedAt']],
    [{ followers: ['u'] }, ['lastActionDate', 'updatedAt']],
    [{ status: 'won' }, ['lastStatusChangeAt', 'lastActionDate', 'updatedAt']],
    [{ pipelineStageId: 't' }, ['lastStageChangeAt', 'lastActionDate', 'updatedAt']],
    [{ pipelineId: 'q', pipelineStageId: 't' }, ['lastStageChangeAt', 'lastActionDate', 'updatedAt']],
    [
      { pipelineStageId: 't', status: 'lost' },
      ['lastStatusChangeAt', 'lastStageChangeAt', 'lastActionDate', 'updatedAt'],
    ],
  ])('of the change %j', (change, dates) => {
    expect(moved(change)).toEqual(dates)
    if (dates.length === 0) expect(changedOpportunity(before, change, now)).toBe(before)
  })

  it('do not move if the same change is made again', () => {
    const change = fc.record(
      {
        name: fc.string(),
        monetaryValue: fc.integer(),
        pipelineStageId: fc.constantFrom('s', 't'),
        assignedTo: fc.constantFrom('', 'u'),
        status: fc.constantFrom('open', 'won', 'lost', 'abandoned'),
        source: fc.constantFrom('', 'form'),
        lostReasonId: fc.constantFrom('', 'r'),
        forecastExpectedCloseDate: fc.constantFrom('2026-03-01', '2026-04-01'),
        forecastProbability: fc.integer(),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(change, (sent) => {
        const once = changedOpportunity(before, sent, then)
        expect(changedOpportunity(once, sent, now)).toBe(once)
      }),
    )
  })
})

describe('BR-512 the lost reason', () => {
  const lost = changedOpportunity(before, { status: 'lost', lostReasonId: 'r' }, then)

  it.each<[OpportunityChange, string | undefined]>([
    [{ name: 'Wall' }, 'r'],
    [{ status: 'lost' }, 'r'],
    [{ lostReasonId: 'other' }, 'other'],
    [{ lostReasonId: '' }, undefined],
    [{ status: 'won' }, undefined],
    [{ status: 'won', lostReasonId: 'other' }, undefined],
  ])('is kept while the status is lost: %j', (change, lostReasonId) => {
    const after = changedOpportunity(lost, change, now)
    expect(after.lostReasonId).toBe(lostReasonId)
    if (lostReasonId === undefined) expect(after).not.toHaveProperty('lostReasonId')
  })
})
