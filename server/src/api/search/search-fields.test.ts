import { describe, expect, it } from 'vitest'
import { type CustomField, type CustomFieldType, customFieldTypes } from '../custom-fields/custom-field.ts'
import { findSearchField } from './search-fields.ts'

const none = new Map<string, CustomField>()
const everyText = 'eq not_eq contains not_contains exists not_exists'
const comparison = 'eq not_eq exists not_exists'
const times = 'range exists not_exists'

const operatorsOf = (name: string, definitions = none) =>
  [...(findSearchField(name, definitions)?.operators ?? [])].sort().join(' ')
const sorted = (operators: string) => operators.split(' ').sort().join(' ')

describe('the fields of a search', () => {
  it.each([
    ['id', 'eq not_eq'],
    ...'address businessName city companyName firstNameLowerCase lastNameLowerCase phone postalCode source state tags additionalEmails additionalPhones'
      .split(' ')
      .map((name) => [name, everyText]),
    ...'assignedTo country dnd email followers isValidWhatsapp timezone type validEmail website activeWorkflows finishedWorkflows'
      .split(' ')
      .map((name) => [name, comparison]),
    ...'dateAdded dateUpdated lastEmailClickedDate lastEmailOpenedDate lastAppointment'
      .split(' ')
      .map((name) => [name, times]),
    ...'Call Email SMS WhatsApp GMB FB'
      .split(' ')
      .map((channel) => [`dndSettings.${channel}.status`, comparison]),
    ['inboundDndSettings.all.status', comparison],
    ['opportunities', 'nested exists not_exists'],
  ] as [string, string][])('BR-281 BR-282 %s has %s', (name, operators) => {
    expect(operatorsOf(name)).toBe(sorted(operators))
  })

  it.each([
    'additional_phones',
    'firstName',
    'FirstNameLowerCase',
    'locationId',
    'dndSettings',
    'dndSettings.EMAIL.status',
    'customFields',
    'customFields.',
    'customFields.unknown',
    'contact.my_field',
    '__proto__',
    'constructor',
    '',
  ])('BR-281 has no %j', (name) => {
    expect(findSearchField(name, none)).toBeUndefined()
  })

  it('BR-299 businessName is companyName', () => {
    expect(findSearchField('businessName', none)?.column).toBe('companyName')
  })

  it('BR-290 sorts by eight of them', () => {
    const sortable =
      'firstNameLowerCase lastNameLowerCase businessName dateAdded dateUpdated email dnd source'
    const names = [
      ...sortable.split(' '),
      'companyName',
      'phone',
      'tags',
      'id',
      'lastAppointment',
      'opportunities',
    ]
    const found = names.filter((name) => findSearchField(name, none)?.isSortable)
    expect(found.join(' ')).toBe(sortable)
  })
})

it('BR-281 a channel has the name of either version', () => {
  for (const name of ['dndSettings.WhatsApp.status', 'dndSettings.whatsApp.status'])
    expect(findSearchField(name, none)?.column).toBe('dndSettings.WhatsApp.status')
})

const definition = (
  dataType: CustomFieldType,
  picklistOptions?: CustomField['picklistOptions'],
): CustomField => ({
  id: 'f',
  name: 'F',
  fieldKey: 'contact.f',
  placeholder: '',
  position: 0,
  locationId: 'l',
  model: 'contact',
  dataType,
  ...(picklistOptions && { picklistOptions }),
})

describe('the custom fields of a search', () => {
  it.each([
    ['TEXT', everyText, true],
    ['LARGE_TEXT', everyText, true],
    ['SINGLE_OPTIONS', everyText, true],
    ['RADIO', everyText, true],
    ['PHONE', everyText, true],
    ['EMAIL', everyText, true],
    ['CHECKBOX', comparison, false],
    ['MULTIPLE_OPTIONS', comparison, false],
    ['NUMERICAL', `range ${comparison}`, true],
    ['MONETORY', `range ${comparison}`, true],
    ['DATE', times, true],
    ['TEXTBOX_LIST', everyText, false],
    ['FILE_UPLOAD', 'exists not_exists', false],
    ['SIGNATURE', 'exists not_exists', false],
  ] as [CustomFieldType, string, boolean][])(
    'BR-282 BR-290 BR-299 %s has %s',
    (dataType, operators, isSortable) => {
      const definitions = new Map([['f', definition(dataType)]])
      expect(operatorsOf('customFields.f', definitions)).toBe(sorted(operators))
      expect(findSearchField('customFields.f', definitions)).toMatchObject({
        column: 'customFields.f',
        isSortable,
      })
      expect(findSearchField('customFields.f.row', definitions)).toBeUndefined()
    },
  )

  it('BR-299 each type is known', () => {
    for (const dataType of customFieldTypes)
      expect(operatorsOf('customFields.f', new Map([['f', definition(dataType)]])), dataType).not.toBe('')
  })

  it('BR-299 a row of a TEXTBOX_LIST is a separate text', () => {
    const rows = [{ id: 'row.1', label: 'One', prefillValue: '' }]
    const definitions = new Map([['f', definition('TEXTBOX_LIST', rows)]])
    expect(operatorsOf('customFields.f.row.1', definitions)).toBe(sorted(everyText))
    expect(findSearchField('customFields.f.row.1', definitions)).toMatchObject({
      column: 'customFields.f.row.1',
      isSortable: true,
    })
    expect(findSearchField('customFields.f.other', definitions)).toBeUndefined()
    expect(findSearchField('customFields.f.', definitions)).toBeUndefined()
  })
})
