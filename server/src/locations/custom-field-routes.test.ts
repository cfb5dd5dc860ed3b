import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../../../test/support/server.ts'
import { type CustomField, customFieldTypes } from './custom-field.ts'
import { maxCustomFields } from './custom-field-store.ts'

let server: TestServer
let url: string

beforeAll(async () => {
  server = await startTestServer()
  url = `/locations/${server.locationId}/customFields`
})
afterAll(() => server.close())

interface Answer {
  customField: CustomField
  customFields: CustomField[]
  message: string | string[]
}

const create = (body: unknown) => server.call<Answer>('POST', url, body)
const list = async () => (await server.call<Answer>('GET', url)).body.customFields

describe('Create Custom Field', () => {
  it('BR-075 BR-080 answers 201 with the field, which is then listed and found by id and by key', async () => {
    const { status, body } = await create({ name: ' Pin Code! ', dataType: 'TEXT', placeholder: 'Pin' })
    const { id } = body.customField
    expect(status).toBe(201)
    expect(body).toEqual({
      customField: {
        id,
        name: 'Pin Code!',
        fieldKey: 'contact.pin_code',
        placeholder: 'Pin',
        dataType: 'TEXT',
        position: 0,
        locationId: server.locationId,
        model: 'contact',
      },
    })
    expect(id).toMatch(/^[A-Za-z0-9]{20}$/)
    expect(await list()).toContainEqual(body.customField)
    for (const name of [id, 'contact.pin_code', 'pin_code']) {
      const found = await server.call<Answer>('GET', `${url}/${name}`)
      expect(found).toMatchObject({ status: 200, body })
    }
  })

  it('BR-076 numbers the key where the location has it', async () => {
    const keys: string[] = []
    for (const name of ['Same', 'same!', 'SAME', 'Same_1']) {
      keys.push((await create({ name, dataType: 'TEXT' })).body.customField.fieldKey)
    }
    expect(keys).toEqual(['contact.same', 'contact.same_1', 'contact.same_2', 'contact.same_1_1'])
  })

  it.each([...customFieldTypes])('makes a %s that a contact can hold a value of', async (dataType) => {
    const { status, body } = await create({
      name: `Type ${dataType}`,
      dataType,
      options: ['One', 'Two'],
      model: 'contact',
    })
    expect(status).toBe(201)
    const { customField } = body
    const options = customField.picklistOptions ?? []
    const file = { meta: {}, url: 'https://example.com/f' }
    const rowId = options.map((row) => (typeof row === 'object' ? row.id : ''))[0] ?? ''
    const values: Record<string, unknown> = {
      TEXT: 't',
      LARGE_TEXT: 't',
      NUMERICAL: 1,
      MONETORY: 1.5,
      PHONE: '+15551234567',
      EMAIL: 'a@example.com',
      DATE: '2013-01-01T00:00:00.000Z',
      SINGLE_OPTIONS: 'One',
      RADIO: 'One',
      CHECKBOX: ['One'],
      MULTIPLE_OPTIONS: ['Two'],
      TEXTBOX_LIST: { [rowId]: 'first' },
      FILE_UPLOAD: { 'b2b52ba6-29eb-4ad4-a27c-ab7a48a84c0c': file },
      SIGNATURE: { 'b2b52ba6-29eb-4ad4-a27c-ab7a48a84c0c': file },
    }
    const value = values[dataType]
    const contact = await server.call('POST', '/contacts/', {
      locationId: server.locationId,
      customFields: [{ id: customField.id, field_value: value }],
    })
    expect(contact.body.contact.customFields).toEqual([{ id: customField.id, value }])
  })

  it.each([
    [{ dataType: 'RADIO', options: ['a', 'b', 'a'] }, { picklistOptions: ['a', 'b'] }],
    [{ dataType: 'CHECKBOX', picklistOptions: ['a', 'b'] }, { picklistOptions: ['a', 'b'] }],
    [{ dataType: 'SINGLE_OPTIONS' }, { picklistOptions: [] }],
    [
      { dataType: 'TEXTBOX_LIST', textBoxListOptions: [{ label: 'First', prefillValue: 'p' }, {}] },
      {
        picklistOptions: [
          { id: expect.any(String), label: 'First', prefillValue: 'p' },
          { id: expect.any(String), label: '', prefillValue: '' },
        ],
      },
    ],
    [
      { dataType: 'FILE_UPLOAD', acceptedFormat: ['.pdf'], isMultipleFile: true, maxNumberOfFiles: 3 },
      { acceptedFormat: ['.pdf'], isMultiFileAllowed: true, maxFileLimit: 3 },
    ],
    [{ dataType: 'FILE_UPLOAD' }, { isMultiFileAllowed: false }],
    [{ dataType: 'TEXT', position: 7 }, { position: 7 }],
  ])('BR-078 keeps what %j says', async (spec, kept) => {
    const { status, body } = await create({ name: 'Kept', ...spec })
    expect(status).toBe(201)
    expect(body.customField).toMatchObject(kept)
  })

  it.each([
    [
      {},
      [
        'name must be a string',
        'name should not be empty',
        `dataType must be one of the following values: ${customFieldTypes.join(', ')}`,
      ],
    ],
    [{ name: '', dataType: 'TEXT' }, ['name should not be empty']],
    [{ name: ' \n', dataType: 'TEXT' }, ['name should not be empty']],
    [{ name: 'x'.repeat(256), dataType: 'TEXT' }, ['name must be shorter than or equal to 255 characters']],
    [
      { name: 'x', dataType: 'text' },
      [`dataType must be one of the following values: ${customFieldTypes.join(', ')}`],
    ],
    [{ name: 'x', dataType: 'TEXT', fieldId: '1' }, ['property fieldId should not exist']],
    [{ name: 'x', dataType: 'RADIO', options: 'a' }, ['options must be an array']],
    [{ name: 'x', dataType: 'RADIO', options: [''] }, ['each value in options should not be empty']],
    [{ name: 'x', dataType: 'RADIO', options: [1] }, ['each value in options must be a string']],
    [
      { name: 'x', dataType: 'RADIO', options: Array.from({ length: 1001 }, (_, index) => `${index}`) },
      ['options must contain no more than 1000 elements'],
    ],
    [
      { name: 'x', dataType: 'RADIO', options: ['y'.repeat(256)] },
      ['each value in options must be shorter than or equal to 255 characters'],
    ],
    [
      { name: 'x', dataType: 'FILE_UPLOAD', maxNumberOfFiles: 51 },
      ['maxNumberOfFiles must not be greater than 50'],
    ],
    [
      { name: 'x', dataType: 'FILE_UPLOAD', maxNumberOfFiles: 0 },
      ['maxNumberOfFiles must not be less than 1'],
    ],
    [{ name: 'x', dataType: 'TEXT', position: -1 }, ['position must not be less than 0']],
    [{ name: 'x', dataType: 'TEXT', position: 1_000_001 }, ['position must not be greater than 1000000']],
    [
      { name: 'x', dataType: 'TEXT', placeholder: 'y'.repeat(1001) },
      ['placeholder must be shorter than or equal to 1000 characters'],
    ],
    [
      { name: 'x', dataType: 'FILE_UPLOAD', acceptedFormat: Array(101).fill('.pdf') },
      ['acceptedFormat must contain no more than 100 elements'],
    ],
    [
      { name: 'x', dataType: 'FILE_UPLOAD', acceptedFormat: ['y'.repeat(21)] },
      ['each value in acceptedFormat must be shorter than or equal to 20 characters'],
    ],
    [{ name: 'x', dataType: 'TEXT', placeholder: null }, ['placeholder must be a string']],
    [
      { name: 'x', dataType: 'TEXTBOX_LIST', textBoxListOptions: [{ label: 'a', color: 'red' }] },
      ['property color should not exist'],
    ],
  ])('BR-079 refuses %j', async (body, message) => {
    const before = await list()
    const reply = await create(body)
    expect(reply.status).toBe(422)
    expect(reply.body.message).toEqual(message)
    expect(await list()).toEqual(before)
  })

  it('BR-078 leaves out what the type has no use for', async () => {
    const spec = { options: ['a'], acceptedFormat: ['.pdf'], isMultipleFile: true, maxNumberOfFiles: 2 }
    const keys = async (dataType: string) =>
      Object.keys((await create({ name: 'Sparse', dataType, ...spec })).body.customField)
    const always = ['id', 'name', 'fieldKey', 'placeholder', 'dataType', 'position']
    const last = ['locationId', 'model']
    expect(await keys('TEXT')).toEqual([...always, ...last])
    expect(await keys('RADIO')).toEqual([...always, 'picklistOptions', ...last])
    expect(await keys('FILE_UPLOAD')).toEqual([
      ...always,
      'acceptedFormat',
      'isMultiFileAllowed',
      'maxFileLimit',
      ...last,
    ])
  })

  it('BR-077 makes none of opportunities', async () => {
    const before = await list()
    const reply = await create({ name: 'x', dataType: 'TEXT', model: 'opportunity' })
    expect(reply.status).toBe(422)
    expect(reply.body.message).toEqual(['model must be one of the following values: contact'])
    expect(await list()).toEqual(before)
  })

  it('takes the longest texts, counted in characters', async () => {
    const { status } = await create({
      name: '🎉'.repeat(255),
      dataType: 'RADIO',
      options: ['🎉'.repeat(255)],
      placeholder: '🎉'.repeat(1000),
    })
    expect(status).toBe(201)
  })

  it('BR-079 makes at most 1000 fields in a location', async () => {
    const { fixtures, companyId } = server
    const locationId = await fixtures.location(companyId)
    for (let count = 1; count < maxCustomFields; count += 1) {
      await fixtures.customField(locationId, { dataType: 'TEXT', name: `F ${count}` })
    }
    const { token } = await fixtures.token({ companyId, locationId })
    const createThere = (name: string) =>
      server.call<Answer>(
        'POST',
        `/locations/${locationId}/customFields`,
        { name, dataType: 'TEXT' },
        { authorization: `Bearer ${token}` },
      )
    expect((await createThere('last')).status).toBe(201)
    const reply = await createThere('one too many')
    expect(reply.status).toBe(400)
    expect(reply.body.message).toBe('This location has 1000 custom fields, the most it can have')
  })
})

describe('Get Custom Fields', () => {
  it('BR-074 lists them by position', async () => {
    for (const position of [30, 20, 25]) await create({ name: `At ${position}`, dataType: 'TEXT', position })
    const positions = (await list()).map((field) => field.position)
    expect(positions).toEqual([...positions].sort((a, b) => a - b))
    expect(positions).toEqual(expect.arrayContaining([20, 25, 30]))
  })

  it('BR-074 answers all for contact and all, and none for opportunity', async () => {
    const all = await list()
    expect(all.length).toBeGreaterThan(0)
    for (const [model, expected] of [
      ['contact', all],
      ['all', all],
      ['opportunity', []],
    ] as const) {
      const reply = await server.call<Answer>('GET', `${url}?model=${model}`)
      expect(reply).toMatchObject({ status: 200, body: { customFields: expected } })
      expect(reply.body.customFields).toHaveLength(expected.length)
    }
  })

  it.each(['?model=business', '?model=', '?model=contact&model=all'])('BR-074 refuses %s', async (query) => {
    const reply = await server.call<Answer>('GET', `${url}${query}`)
    expect(reply.status).toBe(422)
    expect(reply.body.message).toEqual(
      expect.arrayContaining(['model must be one of the following values: contact, opportunity, all']),
    )
  })
})

describe('Update Custom Field', () => {
  it('BR-081 changes what the body says, and keeps key, type and the rest', async () => {
    const { customField } = (
      await create({ name: 'Before', dataType: 'RADIO', options: ['a'], placeholder: 'p', position: 3 })
    ).body
    const updateUrl = `${url}/${customField.id}`
    const renamed = await server.call<Answer>('PUT', updateUrl, { name: 'After' })
    expect(renamed.status).toBe(200)
    expect(renamed.body.customField).toEqual({ ...customField, name: 'After' })
    const changed = await server.call<Answer>('PUT', updateUrl, {
      name: 'After',
      options: ['b'],
      placeholder: '',
      position: 5,
    })
    expect(changed.body.customField).toEqual({
      ...customField,
      name: 'After',
      picklistOptions: ['b'],
      placeholder: '',
      position: 5,
    })
    expect((await server.call<Answer>('GET', updateUrl)).body).toEqual(changed.body)
  })

  it('BR-082 keeps the ids of the rows of a text box list, by id or else by label', async () => {
    const { customField } = (
      await create({
        name: 'Rows',
        dataType: 'TEXTBOX_LIST',
        textBoxListOptions: [{ label: 'A' }, { label: 'B' }],
      })
    ).body
    const ids = (customField.picklistOptions ?? []).map((row) => (typeof row === 'object' ? row.id : row))
    const reply = await server.call<Answer>('PUT', `${url}/${customField.id}`, {
      name: 'Rows',
      textBoxListOptions: [{ label: 'B' }, { label: 'New' }, { id: ids[0], label: 'A renamed' }],
    })
    expect(reply.body.customField.picklistOptions).toEqual([
      { id: ids[1], label: 'B', prefillValue: '' },
      { id: expect.not.stringMatching(`${ids[0]}|${ids[1]}`), label: 'New', prefillValue: '' },
      { id: ids[0], label: 'A renamed', prefillValue: '' },
    ])
  })

  it.each([
    [{}, ['name must be a string', 'name should not be empty']],
    [{ name: ' ' }, ['name should not be empty']],
    [{ name: 'x', dataType: 'TEXT' }, ['property dataType should not exist']],
  ])('BR-081 refuses %j', async (body, message) => {
    const { customField } = (await create({ name: 'Stays', dataType: 'TEXT' })).body
    const reply = await server.call<Answer>('PUT', `${url}/${customField.id}`, body)
    expect(reply.status).toBe(422)
    expect(reply.body.message).toEqual(message)
    expect((await server.call<Answer>('GET', `${url}/${customField.id}`)).body).toEqual({ customField })
  })

  it.each(['GET', 'PUT', 'DELETE'] as const)('BR-080 %s answers an unknown id with 400', async (method) => {
    const reply = await server.call<Answer>(method, `${url}/nope`, method === 'PUT' ? {} : undefined)
    expect(reply.status).toBe(400)
    const message = 'Custom field not found for id:nope'
    expect(reply.body).toEqual({ message, error: 'Bad Request', statusCode: 400 })
  })

  it("BR-080 knows no other location's field", async () => {
    const { fixtures, companyId } = server
    const field = await fixtures.customField(await fixtures.location(companyId), { dataType: 'TEXT' })
    for (const method of ['GET', 'PUT', 'DELETE'] as const) {
      const reply = await server.call(
        method,
        `${url}/${field.id}`,
        method === 'PUT' ? { name: 'x' } : undefined,
      )
      expect(reply.status).toBe(400)
    }
  })
})
