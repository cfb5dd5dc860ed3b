import fc from 'fast-check'
import { expect, it } from 'vitest'
import { findIn, putCustomField, type Row, type Value } from '../../../../../test/support/naive-rows.ts'
import { opportunitiesByContact } from '../../../../../test/support/naive-search.ts'
import { newPipeline, plantOpportunity } from '../../../../../test/support/opportunities.ts'
import { bearer } from '../../../../../test/support/server.ts'
import { useTestServer } from '../../../../../test/support/use-test-server.ts'
import { ColumnIndex } from '../../../columnstore/column-index.ts'
import { indexWrites } from '../../../columnstore/index-writes.ts'
import type { Filter, Query } from '../../../columnstore/query.ts'
import { ColumnCache } from '../../../columnstore/segments/column-cache.ts'
import { foldCase } from '../../../lib/fold-case.ts'
import { statement } from '../../../storage/statement.ts'
import type { Contact } from '../../contacts/contact.ts'
import { type Opportunity, opportunityStatuses } from '../opportunity.ts'
import { deleteOpportunityRow, findOpportunityRow, updateOpportunityRow } from '../opportunity-store.ts'
import { opportunityRow } from './opportunity-row.ts'
import { opportunitySource } from './opportunity-source.ts'

const server = useTestServer()
const shape = { isVersion3: false, notes: false, tasks: false }

const everyContact = statement<{ locationId: string }, { document: string }>(
  'naive-contacts-of-opportunities',
  'SELECT document FROM contacts WHERE location_id = :locationId',
)

/** Reads every opportunity and every contact of a location. */
async function naiveRows(locationId: string): Promise<Row<{ opportunity: Opportunity; contact: Contact }>[]> {
  const opportunitiesOf = await opportunitiesByContact(server.storage, locationId)
  const contacts = await server.storage.read((tx) => tx.all(everyContact, { locationId }))
  return contacts
    .map(({ document }) => JSON.parse(document) as Contact)
    .flatMap((contact) =>
      (opportunitiesOf.get(contact.id) ?? []).map((opportunity) => ({
        item: { opportunity, contact },
        id: opportunity.id,
        columns: naiveColumns(opportunity, contact),
      })),
    )
}

function naiveColumns(opportunity: Opportunity, contact: Contact): Map<string, Value> {
  const columns = new Map<string, Value>([['id', opportunity.id]])
  const put = (column: string, value: string | number | readonly string[] | undefined) => {
    if (typeof value === 'number') columns.set(column, value)
    else if (typeof value === 'string' && value !== '') columns.set(column, foldCase(value))
    else if (Array.isArray(value) && value.length > 0) columns.set(column, value.map(foldCase))
  }
  const { pipelineId, pipelineStageId, contactId, assignedTo, followers } = opportunity
  for (const [column, id] of Object.entries({ pipelineId, pipelineStageId, contactId, assignedTo }))
    if (id !== undefined) columns.set(column, id)
  if (followers.length > 0) columns.set('followers', [...followers])
  put('name', opportunity.name)
  put('status', opportunity.status)
  put('source', opportunity.source)
  put('monetaryValue', opportunity.monetaryValue)
  put('dateAdded', Date.parse(opportunity.createdAt))
  put('dateUpdated', Date.parse(opportunity.updatedAt))
  put('contactName', contact.name)
  put('email', contact.email)
  put('companyName', contact.companyName)
  put('country', contact.country)
  for (const { id, value } of opportunity.customFields) putCustomField(put, `customFields.${id}`, value)
  return columns
}

const words = fc.constantFrom('Roof', 'roof', 'Straße', 'STRASSE', 'Ωμέγας', '100% a_b')
const ids = fc.constantFrom('A', 'a', 'B')
const anyFields = fc.record(
  {
    name: words,
    pipelineId: ids,
    pipelineStageId: ids,
    status: fc.constantFrom(...opportunityStatuses),
    assignedTo: ids,
    source: words,
    monetaryValue: fc.integer({ min: -2, max: 2 }),
    followers: fc.uniqueArray(ids),
    customFields: words.map((value) => [{ id: 'f', value }]),
  },
  { requiredKeys: ['name'] },
)
const anyPerson = fc.record(
  { lastName: words, companyName: words, country: fc.constantFrom('US', 'DE'), city: words },
  { requiredKeys: ['lastName'] },
)

const textColumn = fc.constantFrom(
  ...['pipelineId', 'pipelineStageId', 'status', 'assignedTo', 'name', 'source', 'followers', 'contactName'],
  ...['companyName', 'country', 'email', 'customFields.f'],
)
const numberColumn = fc.constantFrom('monetaryValue', 'dateAdded', 'dateUpdated')
const needle = fc.oneof(words.map(foldCase), ids, fc.constantFrom('open', 'won', 'us'))
const number = fc.integer({ min: -2, max: 2 })
const op = <Name extends Filter['op']>(name: Name) => fc.constant(name)
const condition: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({ op: op('eq'), column: textColumn, values: fc.array(needle, { minLength: 1, maxLength: 2 }) }),
  fc.record({ op: op('contains'), column: textColumn, text: needle }),
  fc.record({ op: op('exists'), column: fc.oneof(textColumn, numberColumn) }),
  fc.record({ op: op('range'), column: numberColumn, bounds: fc.record({ gte: number }) }),
)
const anyFilter: fc.Arbitrary<Filter> = fc.oneof(
  condition,
  fc.record({ op: op('not'), filter: condition }),
  fc.record({
    op: fc.constantFrom('and' as const, 'or' as const),
    filters: fc.array(condition, { maxLength: 3 }),
  }),
)
const anyQuery = fc.record(
  {
    filter: anyFilter,
    sort: fc.array(
      fc.record({
        column: fc.constantFrom('dateAdded', 'dateUpdated', 'name', 'monetaryValue'),
        direction: fc.constantFrom('asc' as const, 'desc' as const),
      }),
      { maxLength: 2 },
    ),
    limit: fc.integer({ min: 1, max: 10 }),
    offset: fc.nat(3),
  },
  { requiredKeys: ['sort', 'limit', 'offset'] },
)

const target = fc.nat(20)
const kind = <Name extends string>(name: Name) => fc.constant(name)
const anySteps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: kind('contact'), body: anyPerson }) },
    { weight: 6, arbitrary: fc.record({ kind: kind('create'), target, fields: anyFields }) },
    { weight: 4, arbitrary: fc.record({ kind: kind('update'), target, fields: anyFields }) },
    { weight: 1, arbitrary: fc.record({ kind: kind('delete'), target }) },
    { weight: 3, arbitrary: fc.record({ kind: kind('changeContact'), target, body: anyPerson }) },
    { weight: 1, arbitrary: fc.record({ kind: kind('deleteContact'), target }) },
    { weight: 2, arbitrary: fc.record({ kind: kind('tidy') }) },
    { weight: 1, arbitrary: fc.record({ kind: kind('restart') }) },
    { weight: 8, arbitrary: fc.record({ kind: kind('find'), query: anyQuery }) },
  ),
  { minLength: 10, maxLength: 60 },
)

const newIndex = () => {
  const { storage, clock, ids } = server
  const writes = indexWrites(storage, opportunitySource)
  return new ColumnIndex({
    storage,
    source: opportunitySource,
    clock,
    ids,
    writes,
    cache: new ColumnCache(100_000),
  })
}

it('BR-580 finds the same as reading every opportunity, after any sequence of changes', async () => {
  const { storage, fixtures, companyId, clock } = server
  await fc.assert(
    fc.asyncProperty(anySteps, async (steps) => {
      const locationId = await fixtures.location(companyId, { allowDuplicateContact: true })
      // Contacts look for their opportunities only where a pipeline is.
      await newPipeline({ ...server, locationId })
      const headers = bearer((await fixtures.token({ companyId, locationId })).token)
      const contacts: string[] = []
      const opportunities: string[] = []
      let index = newIndex()
      const find = async (id: string) => {
        const row = await storage.read((tx) => tx.get(findOpportunityRow, { locationId, id }))
        return row && (JSON.parse(row.document) as Opportunity)
      }
      for (const step of steps) {
        clock.advance(1)
        const of = (all: readonly string[]) =>
          ('target' in step && all[step.target % Math.max(1, all.length)]) || undefined
        const [contact, id] = [of(contacts), of(opportunities)]
        const opportunity = id === undefined ? undefined : await find(id)
        switch (step.kind) {
          case 'contact': {
            const { body } = await server.call('POST', '/contacts/', { locationId, ...step.body }, headers)
            contacts.push(body.contact.id)
            break
          }
          case 'create':
            if (contact !== undefined)
              opportunities.push(await plantOpportunity(server, contact, { locationId, ...step.fields }))
            break
          case 'update':
            if (opportunity !== undefined)
              await storage.write(
                (tx) =>
                  updateOpportunityRow(tx, opportunity, {
                    ...opportunity,
                    ...step.fields,
                    updatedAt: clock.iso(),
                  }),
                { locationId },
              )
            break
          case 'delete':
            if (opportunity !== undefined)
              await storage.write((tx) => deleteOpportunityRow(tx, opportunity), { locationId })
            break
          case 'changeContact':
            if (contact !== undefined) await server.call('PUT', `/contacts/${contact}`, step.body, headers)
            break
          case 'deleteContact':
            if (contact !== undefined) await server.call('DELETE', `/contacts/${contact}`, undefined, headers)
            break
          case 'tidy':
            await index.maintain()
            break
          case 'restart':
            index = newIndex()
            break
          case 'find': {
            const query: Query = { ...step.query, locationId }
            const { total, documents } = await index.find(query, shape)
            const expected = findIn(await naiveRows(locationId), query)
            const rows = documents.map(({ present, place }) => JSON.parse(present(place)))
            expect({ total, rows }).toEqual({
              total: expected.total,
              rows: expected.found.map(({ item, place }) =>
                JSON.parse(
                  JSON.stringify(
                    opportunityRow(item.opportunity, item.contact, { place, details: {}, isVersion3: false }),
                  ),
                ),
              ),
            })
          }
        }
      }
    }),
    { numRuns: 40 },
  )
})
