import { describe, expect, it } from 'vitest'
import type { ReadTx } from '../../../storage/storage.ts'
import { blankContact } from '../../contacts/create-contact.ts'
import { PhoneReader } from '../../phones/parse-phones-first.ts'
import type { CustomField } from '../custom-field.ts'
import type { CustomFieldEntry } from './custom-field-entry.ts'
import type { CustomFieldItem } from './custom-field-item-schemas.ts'
import { readCustomFieldItems } from './custom-field-items.ts'

const locationId = 've9EPM428h8vShlRW1KT'
const fieldId = '6dvNaf7VhkQ9snc5vnjJ'
const actor = {
  source: 'INTEGRATION',
  channel: 'OAUTH',
  sourceId: 'x',
  timestamp: '2024-01-01T00:00:00.000Z',
} as const

function fieldOf(spec: Pick<CustomField, 'dataType' | 'picklistOptions'>): CustomField {
  const keys = { id: fieldId, name: 'F', fieldKey: 'contact.f', placeholder: '', position: 0 }
  return { ...keys, locationId, model: 'contact', ...spec }
}

/** Reads items for a contact of a location with one field. @returns the result, and the lookups. */
async function readItems(field: CustomField, stored: CustomFieldEntry[], items: CustomFieldItem[]) {
  let lookUps = 0
  const tx: ReadTx = {
    async get(_statement, params) {
      lookUps += 1
      const isKnown = params.id === field.id || params.fieldKey === field.fieldKey
      return (isKnown ? { document: JSON.stringify(field), dateAdded: 0 } : undefined) as never
    },
    async all() {
      lookUps += 1
      return [
        { id: field.id, fieldKey: field.fieldKey, document: JSON.stringify(field), dateAdded: 0 },
      ] as never
    },
  }
  const before = { ...blankContact('ocQHyuzHvysMo5N5VsXc', locationId, actor), customFields: stored }
  const context = { country: async () => 'US', uuid: () => 'uuid', phones: new PhoneReader() }
  return { ...(await readCustomFieldItems(tx, 'contact', before, items, context)), lookUps }
}

describe('a body that names one field many times', () => {
  const options = Array.from({ length: 1000 }, (_, index) => `option ${index}`)
  const single = fieldOf({ dataType: 'SINGLE_OPTIONS', picklistOptions: options })

  it('looks it up once per name, and uses the last value', async () => {
    const names = [{ id: fieldId }, { key: 'f' }, { key: 'contact.f' }, { id: 'nobody' }]
    const items = options.map((value, index) => ({ ...names[index % names.length], field_value: value }))
    expect(await readItems(single, [], items)).toEqual({
      customFields: [{ id: fieldId, value: 'option 998' }],
      ignoredFields: ['nobody'],
      lookUps: names.length,
    })
  })

  it('reads all fields at once if it names a hundred', async () => {
    const names = Array.from({ length: 98 }, (_, index) => ({ id: `nobody ${index}` }))
    const others = [{ id: fieldId, key: 'nobody' }, { key: 'f' }, { key: 'contact.f' }, { key: 'contact.g' }]
    const items = [...names, ...others].map((name, index) => ({ ...name, field_value: `option ${index}` }))
    const last = { ...single, picklistOptions: options.slice(0, 101) }
    const { customFields, ignoredFields, lookUps } = await readItems(last, [], items)
    expect([customFields, lookUps]).toEqual([[{ id: fieldId, value: 'option 100' }], 1])
    expect(ignoredFields).toEqual([...names.map(({ id }) => id), 'contact.g'])
    const opportunity = { ...single, model: 'opportunity' } as const
    expect((await readItems(opportunity, [], items)).customFields).toEqual([])
  })

  it('is refused if one of the items is invalid', async () => {
    const items = [1, 'option 1'].map((value) => ({ id: fieldId, field_value: value }))
    await expect(readItems(single, [], items)).rejects.toMatchObject({ statusCode: 400 })
  })

  it('reads the rows of a text box list once, and builds only the last list', async () => {
    const rows = ['a', 'b', 'c'].map((id) => ({ id, label: id, prefillValue: '' }))
    const field = fieldOf({ dataType: 'TEXTBOX_LIST', picklistOptions: rows })
    let readings = 0
    const value = new Proxy<Record<string, unknown>>(
      { a: '1', b: '2' },
      {
        ownKeys(target) {
          readings += 1
          return Reflect.ownKeys(target)
        },
      },
    )
    const items = [{ a: 'x' }, { c: 'y' }, { a: '', b: null }, { b: 'z', d: 'w' }].map((sent) => ({
      id: fieldId,
      field_value: sent,
    }))
    const read = await readItems(field, [{ id: fieldId, value }], items)
    expect(read.customFields).toEqual([{ id: fieldId, value: { a: '1', b: 'z' } }])
    expect(read.ignoredFields).toEqual([fieldId])
    expect(readings).toBe(1)
    const cleared = await readItems(field, [{ id: fieldId, value }], items.slice(0, 3))
    expect(cleared.customFields).toEqual([])
  })
})
