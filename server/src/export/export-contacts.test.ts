import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anyContact, anyText } from '../../../test/support/contact-arbitraries.ts'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import { type Contact, completed } from '../api/contacts/contact.ts'
import { insertContact } from '../api/contacts/contact-store.ts'
import { listCustomFields } from '../api/custom-fields/custom-field-store.ts'
import { importContacts } from '../import/import-contacts.ts'
import { statement } from '../storage/statement.ts'
import { type ExportOptions, exportContacts } from './export-contacts.ts'

const server = useTestServer()
let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'contactd-export-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const forgetAll = statement<{ locationId: string }>(
  'test-forget-contacts-of-export',
  'DELETE FROM contacts WHERE location_id = :locationId',
)
const forgetAddresses = statement<{ locationId: string }>(
  'test-forget-addresses-of-export',
  'DELETE FROM contact_addresses WHERE location_id = :locationId',
)

const newLocation = () =>
  server.fixtures.location(server.companyId, { timezone: 'UTC', allowDuplicateContact: true })

async function exported(locationId: string, options: Partial<ExportOptions> = {}): Promise<string> {
  const pieces: string[] = []
  await exportContacts(
    server.storage,
    { locationId, format: 'csv', vcardVersion: '3.0', ...options },
    async (text) => {
      pieces.push(text)
    },
    { begin: () => undefined, advance: () => undefined },
  )
  return pieces.join('')
}

const linesOf = async (locationId: string, options: Partial<ExportOptions> = {}): Promise<Contact[]> =>
  (await exported(locationId, { format: 'jsonl', ...options }))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Contact)

const recordsOf = async (locationId: string, options: Partial<ExportOptions> = {}) =>
  parse(await exported(locationId, options), { columns: true, bom: true }) as Record<string, string>[]

/** Imports a text into a location. */
async function bring(locationId: string, name: string, text: string, { createFields = false } = {}) {
  const file = join(folder, name)
  writeFileSync(file, text)
  const { storage, clock, ids } = server
  const said: string[] = []
  const counts = await importContacts(
    { storage, clock, ids },
    { file, locationId, mode: 'upsert', strict: false, createFields, events: false },
    { say: (line) => said.push(line), advance: () => undefined },
  )
  return { ...counts, said }
}

/** 20 characters, in order, and of no other test. */
const idOf = (series: number, index: number) => `Series${series + 100}of${String(index).padStart(9, '0')}`

let series = 0

async function insertAll(locationId: string, contacts: readonly Contact[]): Promise<Contact[]> {
  series += 1
  const placed = contacts.map((contact, index) => ({ ...contact, id: idOf(series, index), locationId }))
  await server.storage.write(
    async (tx) => {
      for (const contact of placed) await insertContact(tx, contact)
    },
    { locationId },
  )
  return placed
}

const contact = (fields: Partial<Contact> = {}): Contact =>
  completed({
    ...(fc.sample(anyContact, { seed: 1, numRuns: 1 })[0] as Contact),
    tags: [],
    customFields: [],
    dnd: false,
    dndDate: undefined,
    dndSettings: undefined,
    inboundDndSettings: undefined,
    additionalEmails: [],
    additionalPhones: [],
    address1: undefined,
    firstName: undefined,
    lastName: undefined,
    website: undefined,
    source: undefined,
    city: undefined,
    state: undefined,
    postalCode: undefined,
    companyName: undefined,
    gender: undefined,
    dateOfBirth: undefined,
    assignedTo: undefined,
    businessId: undefined,
    email: undefined,
    phone: undefined,
    ...fields,
  })

describe('BR-761 an export has all contacts of a location, in the order of their ids', () => {
  it('across pages', async () => {
    const locationId = await newLocation()
    const large = contact({ firstName: 'Large', address1: 'x'.repeat(600_000) })
    const small = contact({ firstName: 'Small' })
    const placed = await insertAll(locationId, [large, large, ...Array.from({ length: 600 }, () => small)])
    expect((await linesOf(locationId)).map(({ id }) => id)).toEqual(placed.map(({ id }) => id))
  })

  it('of an empty location, a header alone', async () => {
    const locationId = await newLocation()
    expect(await linesOf(locationId)).toEqual([])
    expect(await exported(locationId)).toMatch(/^\ufeffContact Id,First Name,[^\n]+\r\n$/)
    expect(await exported(locationId, { format: 'vcf' })).toBe('')
  })

  it('that match the query and the filters of a search', async () => {
    const locationId = await newLocation()
    const field = await server.fixtures.customField(locationId, { dataType: 'TEXT' })
    await insertAll(locationId, [
      contact({ firstName: 'Ada', tags: ['vip'], customFields: [{ id: field.id, value: 'Gold' }] }),
      contact({ firstName: 'Bo', tags: ['vip'] }),
      contact({ firstName: 'Cy', email: 'ada@example.com' }),
    ])
    const names = async (options: Partial<ExportOptions>) =>
      (await linesOf(locationId, options)).map(({ firstName }) => firstName)
    expect(await names({ query: 'ADA' })).toEqual(['Ada', 'Cy'])
    expect(await names({ filters: [{ field: 'tags', operator: 'eq', value: 'vip' }] })).toEqual(['Ada', 'Bo'])
    const custom = { field: `customFields.${field.id}`, operator: 'exists' }
    expect(await names({ filters: [custom] })).toEqual(['Ada'])
    const either = {
      group: 'OR',
      filters: [custom, { field: 'firstNameLowerCase', operator: 'contains', value: 'c' }],
    } as const
    expect(await names({ filters: [{ ...either, filters: [...either.filters] }] })).toEqual(['Ada', 'Cy'])
  })

  it.each([
    [[{ field: 'none', operator: 'eq', value: 'x' }], /none/],
    [[{ operator: 'eq' }], /filters\.0\.field must be a string/],
  ])('%j is refused', async (filters, sentence) => {
    const locationId = await newLocation()
    await expect(linesOf(locationId, { filters: filters as ExportOptions['filters'] })).rejects.toThrow(
      sentence,
    )
  })
})

/** Whether an import elsewhere may create it as it is: the first address of a new contact is its own. */
const isWhole = ({ name, email, phone, additionalEmails, additionalPhones }: Contact) =>
  Boolean(name || email || phone) &&
  (email !== undefined || additionalEmails.length === 0) &&
  (phone !== undefined || additionalPhones.length === 0)
const all = (lines: string) => lines.split('\n').filter((line) => line !== '')

describe('BR-762 JSON lines are taken back by an import', () => {
  it('which changes nothing where they are from, and brings all elsewhere', async () => {
    const locationId = await newLocation()
    const types = ['TEXT', 'LARGE_TEXT', 'NUMERICAL', 'DATE', 'PHONE', 'EMAIL'] as const
    const [text, large, number, date, phone, email] = await Promise.all(
      types.map((dataType) => server.fixtures.customField(locationId, { dataType })),
    )
    const choices = await server.fixtures.customField(locationId, {
      dataType: 'CHECKBOX',
      picklistOptions: ['Yes, please', 'No', '=x'],
    })
    const custom = fc
      .record(
        {
          text: anyText.filter((value) => value.trim() !== ''),
          large: fc.constantFrom('a\nb', " 'x", '=1+1'),
          number: fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }).map((x) => x + 0),
          date: fc.constant('2024-02-29T00:00:00.000Z'),
          phone: fc.constant('+15551234567'),
          email: fc.constant('x@example.com'),
          choices: fc.constantFrom<string[]>(['No'], ['Yes, please', '=x']),
        },
        { requiredKeys: [] },
      )
      .map((values) =>
        Object.entries({ text, large, number, date, phone, email, choices }).flatMap(([name, field]) => {
          const value = values[name as keyof typeof values]
          return value === undefined || field === undefined ? [] : [{ id: field.id, value }]
        }),
      )
    const contacts = fc.array(
      fc.tuple(anyContact, custom).map(([made, customFields]) => ({
        ...made,
        customFields,
        // The API stores no others.
        ...(made.website !== undefined && { website: 'https://example.com/?a,b' }),
      })),
      { minLength: 1, maxLength: 5 },
    )
    const scope = { locationId }
    const forget = () =>
      server.storage.write(async (tx) => {
        await tx.run(forgetAll, scope)
        await tx.run(forgetAddresses, scope)
      }, scope)
    await fc.assert(
      fc.asyncProperty(contacts, async (made) => {
        await forget()
        await insertAll(locationId, made)
        const before = await exported(locationId, { format: 'jsonl' })
        const again = await bring(locationId, 'same.jsonl', before)
        expect(again).toMatchObject({ rows: made.length, unchanged: made.length })
        expect(await exported(locationId, { format: 'jsonl' })).toBe(before)

        await forget()
        // Contacts that share an address would become one.
        const line = all(before).find((one) => isWhole(JSON.parse(one)))
        if (line === undefined) return
        expect(await bring(locationId, 'moved.jsonl', line)).toMatchObject({ created: 1 })
        const comparable = (text: string) => {
          const { createdBy, lastUpdatedBy, dateUpdated, lastSessionActivityAt, ...rest } = JSON.parse(text)
          const { assignedTo, businessId, dndDate, additionalPhones, tags, ...same } = rest
          return {
            ...same,
            tags: [...tags].sort(),
            additionalPhones: additionalPhones.map(({ phone }: { phone: string }) => phone),
          }
        }
        expect(comparable(await exported(locationId, { format: 'jsonl' }))).toEqual(comparable(line))
      }),
      { numRuns: 20 },
    )
  })
})

describe('BR-766 custom fields are found by name in another location', () => {
  const fields = ['Plan', 'Birthday', '#', 'A-B', 'A B', 'Colours'] as const
  const values = ['Gold', '1 May', '7', 'one', 'two', ['Red', 'Blue']] as const
  const typeOf = (name: string) => (name === 'Colours' ? 'CHECKBOX' : 'TEXT')
  const makeFields = async (locationId: string) => {
    const made = []
    for (const name of fields)
      made.push(
        await server.fixtures.customField(locationId, {
          dataType: typeOf(name),
          name,
          ...(name === '#' && { fieldKey: `contact.${locationId}` }),
          ...(name === 'Colours' && { picklistOptions: ['Red', 'Blue'] }),
        }),
      )
    return made
  }
  const fieldsOf = (locationId: string) =>
    server.storage.read((tx) => listCustomFields(tx, locationId), { locationId })
  /** By the key of the field. */
  const valuesIn = async (locationId: string) => {
    const keys = new Map((await fieldsOf(locationId)).map(({ id, fieldKey }) => [id, fieldKey]))
    const [only] = await linesOf(locationId)
    return (only?.customFields ?? []).map(({ id, value }) => [keys.get(id), value])
  }
  const source = async () => {
    const locationId = await newLocation()
    const made = await makeFields(locationId)
    const customFields = made.map(({ id }, index) => ({ id, value: values[index] as string }))
    await insertAll(locationId, [contact({ email: 'ada@example.com', customFields })])
    return locationId
  }

  it.each(['jsonl', 'csv', 'vcf'] as const)('%s', async (format) => {
    const from = await source()
    const text = await exported(from, { format })
    const target = await newLocation()
    await makeFields(target)
    const { said } = await bring(target, `moved.${format}`, text)
    expect(said.join('\n')).not.toContain('Left out')
    const byKey = async (locationId: string) =>
      new Map(
        (await valuesIn(locationId)).map(([key, value]) => [
          // The key of a name without letters is made of the id.
          /^contact\.[a-z_0-9]+$/.test(String(key)) ? key : '#',
          value,
        ]),
      )
    expect(await byKey(target)).toEqual(await byKey(from))
  })

  it.each(['jsonl', 'csv', 'vcf'] as const)(
    '%s with --create-fields, which gives them their names',
    async (format) => {
      const text = await exported(await source(), { format })
      const target = await newLocation()
      await bring(target, `made.${format}`, text, { createFields: true })
      const names = (await fieldsOf(target)).map(({ name }) => name).sort()
      expect(names).toEqual(['#', 'Birthday', 'Colours', 'Plan', 'a_b', 'ab'])
      const got = (await valuesIn(target)).map(([, value]) => value).sort()
      expect(got).toEqual(['1 May', '7', 'Gold', 'Red, Blue', 'one', 'two'])
    },
  )
})

describe('BR-763 CSV has no formulas, and phones in E.164 as they are', () => {
  it('is read by an import as it was', async () => {
    const locationId = await newLocation()
    const plan = await server.fixtures.customField(locationId, { dataType: 'TEXT', name: 'Plan' })
    const lines = await server.fixtures.customField(locationId, { dataType: 'LARGE_TEXT', name: 'Lines' })
    const other = await server.fixtures.customField(locationId, { dataType: 'NUMERICAL', name: 'Email' })
    await insertAll(locationId, [
      contact({
        firstName: '=HYPERLINK("x")',
        lastName: 'O"Neil',
        email: 'ada@example.com',
        phone: '+15551234567',
        additionalPhones: [{ phone: '+4930901820' }],
        address1: 'One, Two',
        tags: ['a, b', 'c'],
        dnd: true,
        dndDate: '2024-01-01T00:00:00.000Z',
        dndSettings: { Email: { status: 'inactive' }, SMS: { status: 'active' } },
        dateOfBirth: '1990-01-02',
        customFields: [
          { id: plan.id, value: '-x; "y"' },
          { id: lines.id, value: 'One\nTwo' },
          { id: other.id, value: -5 },
        ],
      }),
    ])
    const [row] = await recordsOf(locationId)
    expect(row).toMatchObject({
      'Contact Id': idOf(series, 0),
      'First Name': '\'=HYPERLINK("x")',
      Phone: '+15551234567',
      'Additional Phones': '+4930901820',
      Tags: '"a, b","c"',
      DND: 'yes',
      'DND SMS': 'yes',
      'DND Email': '',
      'Date of Birth': '1990-01-02',
      Plan: '\'-x; "y"',
      'Email (custom field)': '-5',
    })
    const before = await exported(locationId, { format: 'jsonl' })
    const text = await exported(locationId)
    expect(text.replaceAll('\r\n', '')).toMatch(/"One\nTwo"/)
    const { said, ...counts } = await bring(locationId, 'same.csv', text)
    expect(await exported(locationId, { format: 'jsonl' })).toBe(before)
    expect({ ...counts, said }).toMatchObject({ rows: 1, unchanged: 1, warnings: 0 })
  })
})

describe('BR-764 vCards of both versions are read by an import', () => {
  const dateAdded = '2020-02-03T04:05:06.000Z'
  const optedOut = {
    dnd: true,
    dndDate: dateAdded,
    dndSettings: { Email: { status: 'permanent', code: '1' }, SMS: { status: 'active', message: 'No' } },
    inboundDndSettings: { all: { status: 'active', message: 'No' } },
  } as const

  it('BR-763 CSV keeps opt-outs, also of what a person sends', async () => {
    const locationId = await newLocation()
    await insertAll(locationId, [contact({ firstName: 'Ada', dateAdded, ...optedOut })])
    const target = await newLocation()
    await bring(target, 'moved.csv', await exported(locationId, { format: 'csv' }))
    expect(await linesOf(target)).toMatchObject([
      {
        ...{ firstName: 'Ada', dateAdded, dnd: true },
        dndSettings: { SMS: { status: 'active' }, Email: { status: 'active' } },
        inboundDndSettings: { all: { status: 'active' } },
      },
    ])
    const again = await exported(locationId, { format: 'csv' })
    await bring(locationId, 'same.csv', again)
    expect(await exported(locationId, { format: 'csv' })).toBe(again)
  })

  it.each(['3.0', '4.0'] as const)('%s changes nothing where it is from', async (vcardVersion) => {
    const locationId = await newLocation()
    await insertAll(locationId, [
      contact({ email: 'Kai@example.org' }),
      contact({ phone: '+15551234567' }),
      contact({ companyName: 'Smith & Sons' }),
      contact({ source: 'Fair' }),
      contact({ firstName: 'Ada', gender: 'female', ...optedOut }),
      contact({ firstName: 'Ada' }),
    ])
    const before = await exported(locationId, { format: 'jsonl' })
    const cards = await exported(locationId, { format: 'vcf', vcardVersion })
    const again = await bring(locationId, 'same.vcf', cards)
    expect(again).toMatchObject({ rows: 6, unchanged: 6 })
    expect(await exported(locationId, { format: 'jsonl' })).toBe(before)
  })

  it.each(['3.0', '4.0'] as const)(
    '%s keeps opt-outs, source and creation time elsewhere',
    async (vcardVersion) => {
      const locationId = await newLocation()
      await insertAll(locationId, [
        contact({ firstName: 'Ada', source: 'Fair, 2020', gender: 'female', dateAdded, ...optedOut }),
      ])
      const target = await newLocation()
      await bring(target, 'moved.vcf', await exported(locationId, { format: 'vcf', vcardVersion }))
      expect(await linesOf(target)).toMatchObject([
        {
          ...{ firstName: 'Ada', source: 'Fair, 2020', gender: 'female', dateAdded, dnd: true },
          dndSettings: { SMS: { status: 'active' }, Email: { status: 'active' } },
          inboundDndSettings: { all: { status: 'active' } },
        },
      ])
    },
  )

  it.each(['3.0', '4.0'] as const)('%s', async (vcardVersion) => {
    const locationId = await newLocation()
    const plan = await server.fixtures.customField(locationId, { dataType: 'TEXT', name: 'Plan: a;b' })
    const [before] = await insertAll(locationId, [
      contact({
        firstName: 'Zoë; x',
        lastName: 'O, Neil\\',
        email: 'ada@example.com',
        phone: '+15551234567',
        additionalEmails: [{ email: 'b@example.com' }],
        companyName: 'Smith, Sons; Co',
        address1: `${'Straße '.repeat(20)}1`,
        city: 'Köln',
        country: 'DE',
        website: 'https://example.com/?a,b;c',
        tags: ['x,y', 'z'],
        timezone: 'Europe/Berlin',
        dateOfBirth: '1990-01-02',
        customFields: [{ id: plan.id, value: 'a\nb;c,d' }],
      }),
    ])
    const text = await exported(locationId, { format: 'vcf', vcardVersion })
    expect(text).toContain(`\r\nVERSION:${vcardVersion}\r\n`)
    expect(text).toContain(
      vcardVersion === '3.0' ? '\r\nBDAY;VALUE=DATE:19900102\r\n' : '\r\nBDAY:19900102\r\n',
    )
    expect(text).toMatch(/\r\nREV:\d{8}T\d{6}Z\r\n/)
    expect(Math.max(...text.split('\r\n').map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75)
    expect(await bring(locationId, 'same.vcf', text)).toMatchObject({ rows: 1, unchanged: 1 })
    const target = await newLocation()
    await server.fixtures.customField(target, { dataType: 'TEXT', name: 'Plan: a;b' })
    expect(await bring(target, 'cards.vcf', text)).toMatchObject({ rows: 1, created: 1 })
    const [after] = await linesOf(target)
    const of = ({
      firstName,
      lastName,
      email,
      phone,
      companyName,
      address1,
      city,
      country,
      website,
    }: Contact) => ({
      ...{ firstName, lastName, email, phone, companyName, address1, city, country, website },
    })
    expect(of(after as Contact)).toEqual(of(before as Contact))
    expect(after).toMatchObject({
      tags: ['x,y', 'z'],
      timezone: 'Europe/Berlin',
      dateOfBirth: '1990-01-02',
      additionalEmails: [{ email: 'b@example.com' }],
      customFields: [{ value: 'a\nb;c,d' }],
    })
  })
})
