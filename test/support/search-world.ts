import type { CustomFieldType } from '../../server/src/api/custom-fields/custom-field.ts'
import { choices, type SearchableFields } from './search-arbitraries.ts'
import { bearer, type TestServer } from './server.ts'

/** A location that allows duplicates and has a custom field of each kind that the search distinguishes. */
export interface SearchWorld {
  locationId: string
  fields: SearchableFields
  /** The header of a token of the location. */
  headers: { authorization: string }
}

export async function searchWorld({ fixtures, companyId, ids }: TestServer): Promise<SearchWorld> {
  const locationId = await fixtures.location(companyId, { allowDuplicateContact: true })
  const { token } = await fixtures.token({ companyId, locationId })
  const field = async (dataType: CustomFieldType, picklistOptions?: string[]) =>
    (await fixtures.customField(locationId, { dataType, ...(picklistOptions && { picklistOptions }) })).id
  const rowIds = [ids.uuid(), ids.uuid()]
  const rows = await fixtures.customField(locationId, {
    dataType: 'TEXTBOX_LIST',
    picklistOptions: rowIds.map((id) => ({ id, label: id, prefillValue: '' })),
  })
  return {
    locationId,
    fields: {
      text: await field('TEXT'),
      number: await field('NUMERICAL'),
      date: await field('DATE'),
      list: await field('CHECKBOX', choices),
      rows: { id: rows.id, rowIds },
    },
    headers: bearer(token),
  }
}
