import { beforeAll, describe, expect, it } from 'vitest'
import { bearer } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import type { StoredCustomField } from './custom-field-store.ts'

interface Row extends StoredCustomField {
  _id: string
}

interface Answer {
  customFields: Row[]
  customFieldFolders: Row[]
  totalItems: number
  message: string | string[]
}

const server = useTestServer()
let url: string
let folderId: string
const made: Record<string, StoredCustomField> = {}

beforeAll(async () => {
  url = `/locations/${server.locationId}/customFields`
  const make = async (body: object) =>
    (await server.call<Record<string, StoredCustomField>>('POST', url, body)).body
  folderId = (await make({ name: 'Sizes', documentType: 'folder' })).customFieldFolder?.id ?? ''
  server.clock.advance(1000)
  await make({ name: 'Other', documentType: 'folder' })
  for (const [position, body] of [
    { name: 'Shoe size', parentId: folderId },
    { name: 'Hat Size' },
    { name: 'Colour', fieldKey: 'SIZE_of_colour' },
    { name: 'Size of deal', model: 'opportunity' },
    { name: 'Pin code' },
  ].entries()) {
    const { customField } = await make({ ...body, dataType: 'TEXT', position })
    if (customField) made[body.name] = customField
  }
})

const search = (query: string) => server.call<Answer>('GET', `${url}/search${query}`)
const found = async (query: string) => (await search(query)).body.customFields.map(({ name }) => name)

describe('BR-405 Search Custom Fields', () => {
  it('returns the fields as in the list, with `_id`, empty folders, and the total', async () => {
    const { status, body } = await search('?query=shoe')
    const field = made['Shoe size']
    expect([status, body]).toEqual([
      200,
      { customFields: [{ _id: field?.id, ...field }], customFieldFolders: [], totalItems: 1 },
    ])
    expect(Object.keys(body.customFields[0] ?? {})).toEqual(['_id', ...Object.keys(field ?? {})])
  })

  it('matches a part of the name or of the key, in any case', async () => {
    expect(await found('?query=SIZE')).toEqual(['Shoe size', 'Hat Size', 'Colour'])
    expect(await found('?query=contact.pin')).toEqual(['Pin code'])
    expect(await found('?query=%25')).toEqual([])
  })

  it('finds all without a query, by default of contacts', async () => {
    expect(await found('')).toEqual(['Shoe size', 'Hat Size', 'Colour', 'Pin code'])
    expect(await found('?query=&model=contact')).toEqual(await found(''))
    expect(await found('?model=opportunity')).toEqual(['Size of deal'])
    expect(await found('?model=all&query=size')).toEqual(['Shoe size', 'Hat Size', 'Colour', 'Size of deal'])
  })

  it('finds the content of a folder', async () => {
    expect(await found(`?parentId=${folderId}`)).toEqual(['Shoe size'])
    expect(await found('?parentId=')).toEqual(await found(''))
    expect(await found('?parentId=nowhere')).toEqual([])
  })

  it('finds folders by documentType, under their own key', async () => {
    const { body } = await search('?documentType=folder&model=all&includeStandards=true')
    expect(body).toMatchObject({ customFields: [], totalItems: 2 })
    expect(body.customFieldFolders).toMatchObject([
      { _id: folderId, id: folderId, name: 'Sizes' },
      { name: 'Other' },
    ])
    expect((await search('?documentType=folder&query=siz')).body.totalItems).toBe(1)
    expect((await search('?documentType=folder&model=opportunity')).body.customFieldFolders).toEqual([])
  })

  it('returns a page of ten, or as many as requested, after skip', async () => {
    for (let count = 0; count < 9; count += 1)
      await server.fixtures.customField(server.locationId, {
        dataType: 'TEXT',
        name: `Page ${count}`,
        position: 100 + count,
      })
    const first = (await search('')).body
    expect([first.customFields.length, first.totalItems]).toEqual([10, 13])
    expect(await found('?skip=10')).toEqual(['Page 6', 'Page 7', 'Page 8'])
    expect(await found('?skip=1&limit=2')).toEqual(['Hat Size', 'Colour'])
    expect((await found('?limit=10000')).length).toBe(13)
  })

  it('refuses another model and another documentType', async () => {
    for (const query of ['?model=business', '?documentType=list', '?limit=few'])
      expect((await search(query)).status).toBe(422)
  })

  it('checks access to the location before it validates the query', async () => {
    const other = await server.fixtures.location(server.companyId)
    const { token } = await server.fixtures.token({ companyId: server.companyId, locationId: other })
    for (const query of ['', '?model=wrong']) {
      const reply = await server.call('GET', `${url}/search${query}`, undefined, bearer(token))
      expect(reply.status).toBe(401)
    }
  })
})
