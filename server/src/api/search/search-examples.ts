const locationId = 've9EPM428h8vShlRW1KT'

/** Bodies for Search Contacts. Each finds contacts of the demo, whenever it was created. */
export const searchExamples = {
  'A free query': { locationId, pageLimit: 20, query: 'jan smith' },
  'Filters, groups and a sort order': {
    locationId,
    page: 1,
    pageLimit: 20,
    filters: [
      { field: 'dnd', operator: 'eq', value: false },
      {
        group: 'OR',
        filters: [
          { field: 'firstNameLowerCase', operator: 'eq', value: 'jane' },
          { field: 'tags', operator: 'contains', value: 'vip' },
        ],
      },
    ],
    sort: [{ field: 'firstNameLowerCase', direction: 'desc' }],
  },
  'A range, and the page after a row': {
    locationId,
    pageLimit: 100,
    filters: [
      {
        field: 'dateAdded',
        operator: 'range',
        value: { gte: '2024-01-01T00:00:00.000Z', lt: 1924992000000 },
      },
      { field: 'email', operator: 'exists' },
    ],
    searchAfter: [1893456000000, 'ocQHyuzHvysMo5N5VsXc'],
  },
}
