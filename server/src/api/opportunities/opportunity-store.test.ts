import { expect, it } from 'vitest'
import { madeOpportunity } from '../../../../test/support/opportunities.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import type { WriteTx } from '../../storage/storage.ts'
import type { Opportunity } from './opportunity.ts'
import {
  deleteOpportunityRow,
  findOpportunityHome,
  findOpportunityRow,
  insertOpportunity,
  listOpportunitiesOfContact,
  opportunityTaker,
  updateOpportunityRow,
  weighOpportunitiesOfContact,
} from './opportunity-store.ts'

const server = useTestServer()

const write = <T>(fn: (tx: WriteTx) => Promise<T>): Promise<T> =>
  server.storage.write(fn, { locationId: server.locationId })

/** Runs `fn`. @returns the ids of the opportunities and contacts whose changes it records. */
async function changesOf(fn: (tx: WriteTx) => Promise<unknown>): Promise<(string | undefined)[]> {
  const { locationId } = server
  const read = () =>
    server.storage.read(async (tx) => {
      const from = async (table: string, column: string) => {
        const sql = `SELECT ${column} AS id FROM ${table} WHERE location_id = :locationId ORDER BY sequence`
        return tx.all<{ locationId: string }, { id: string }>({ name: `all-${table}`, sql }, { locationId })
      }
      return {
        opportunities: await from('opportunity_changes', 'opportunity_id'),
        contacts: await from('contact_changes', 'contact_id'),
      }
    })
  const before = await read()
  await write(fn)
  const after = await read()
  return [
    ...after.opportunities.slice(before.opportunities.length),
    ...after.contacts.slice(before.contacts.length),
  ].map(({ id }) => id)
}

it('stores opportunities, and records each change of an opportunity and its contact', async () => {
  const { storage, companyId, locationId } = server
  const first = madeOpportunity(server, 'contact', { monetaryValue: 12.5 })
  const { id } = first
  const dateAdded = server.clock.now()
  const find = () =>
    storage.read(async (tx) => {
      const row = await tx.get(findOpportunityRow, { locationId, id })
      return row && (JSON.parse(row.document) as Opportunity)
    })
  expect(await changesOf((tx) => insertOpportunity(tx, first))).toEqual([id, 'contact'])
  expect(await find()).toEqual(first)
  expect(await storage.read((tx) => tx.get(findOpportunityHome, { companyId, id }))).toEqual({ locationId })
  const elsewhere = { companyId: 'another', id }
  expect(await storage.read((tx) => tx.get(findOpportunityHome, elsewhere))).toBeUndefined()

  const placeOf = () =>
    storage.read((tx) => tx.all(listOpportunitiesOfContact, { locationId, contactId: 'contact', limit: 10 }))
  const won: Opportunity = { ...first, status: 'won', pipelineStageId: 'last' }
  expect(await changesOf((tx) => updateOpportunityRow(tx, first, won))).toEqual([id, 'contact'])
  expect(await find()).toEqual(won)
  expect(await placeOf()).toEqual([
    { id, pipelineId: 'pipeline', pipelineStageId: 'last', status: 'won', dateAdded },
  ])
  const moved = { ...won, pipelineId: 'other' }
  expect(await changesOf((tx) => updateOpportunityRow(tx, won, moved))).toEqual([id, 'contact'])
  expect(await placeOf()).toEqual([
    { id, pipelineId: 'other', pipelineStageId: 'last', status: 'won', dateAdded },
  ])

  expect(await changesOf((tx) => deleteOpportunityRow(tx, moved))).toEqual([id, 'contact'])
  expect(await find()).toBeUndefined()
})

it('deletes the first opportunities of a deleted contact', async () => {
  const place = { locationId: server.locationId, contactId: 'gone' }
  const all = ['c', 'a', 'b'].map((pipelineId) => madeOpportunity(server, 'gone', { pipelineId }))
  await write(async (tx) => {
    for (const opportunity of all) await insertOpportunity(tx, opportunity)
    await insertOpportunity(tx, madeOpportunity(server, 'kept'))
  })
  const sizes = await server.storage.read((tx) =>
    tx.all(weighOpportunitiesOfContact, { ...place, limit: 10 }),
  )
  expect(sizes).toEqual(all.map((one) => ({ bytes: JSON.stringify(one).length })))
  const left = () =>
    server.storage.read(async (tx) =>
      (await tx.all(listOpportunitiesOfContact, { ...place, limit: 10 })).map(({ id }) => id),
    )
  const ids = all.map(({ id }) => id)
  for (const expected of [ids.slice(0, 1), []]) {
    const taking = async (tx: WriteTx) => (await opportunityTaker(tx, { ...place, limit: 2 }))()
    expect(await changesOf(taking)).toEqual([])
    expect(await left()).toEqual(expected)
  }
  const kept = await server.storage.read((tx) =>
    tx.all(weighOpportunitiesOfContact, { ...place, contactId: 'kept', limit: 10 }),
  )
  expect(kept).toHaveLength(1)
})
