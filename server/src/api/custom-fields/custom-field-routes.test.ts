import { beforeAll, describe, expect, it } from 'vitest'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { type CustomField, customFieldTypes } from './custom-field.ts'
import { maxCustomFields } from './custom-field-store.ts'

const server = useTestServer()
let url: string

beforeAll(async () => {
  url = `/locations/${server.locationId}/customFields`
})

interface Answer {
  customField: CustomField
  customFields: CustomField[]
  message: string | string[]
}

const create = (body: unknown) => server.call<Answer>('POST', url, body)
/** Makes the keys of fields unique. */
let made = 0
const unique = () => {
  made += 1
  return made
}
const list = async () => (await server.call<Answer>('GET', url)).body.customFields

describe('Create Custom Field', () => {
  it('BR-075 BR-080 BR-407 returns 201 with the field, which is then listed and found by id and by key', async () => {
    const { status, body } = await create({ name: ' Pin Code! ', dataType: 'TEXT', placeholder: 'Pin' })
    const { id } = body.customField
    expect(status).toBe(201)
    expect(body).toEqual({
      customField: {
        id,
        name: 'Pin Code!',
        model: 'contact',
        fieldKey: 'contact.pin_code',
        placeholder: 'Pin',
        dataType: 'TEXT',
        position: 0,
        documentType: 'field',
        locationId: server.locationId,
        dateAdded: new Date(server.clock.now()).toISOString(),
        standard: false,
      },
    })
    expect(id).toMatch(/^[A-Za-z0-9]{20}$/)
    expect(await list()).toContainEqual(body.customField)
    for (const name of [id, 'contact.pin_code', 'pin_code']) {
      const found = await server.call<Answer>('GET', `${url}/${name}`)
      expect(found).toMatchObject({ status: 200, body })
    }
  })

  it('BR-076 refuses an existing key, and names the field that has it', async () => {
    const first = (await create({ name: 'Same', dataType: 'TEXT' })).body.customField
    const before = await list()
    for (const body of [{ name: 'same!' }, { name: 'SAME' }, { name: 'Other', fieldKey: 'same' }]) {
      const reply = await create({ ...body, dataType: 'NUMERICAL' })
      expect([reply.status, reply.body]).toEqual([
        400,
        {
          message: 'Custom field already exists',
          error: 'Bad Request',
          statusCode: 400,
          meta: { existingId: first.id },
        },
      ])
    }
    expect(await list()).toEqual(before)
    expect((await create({ name: 'Same', fieldKey: 'Same', dataType: 'TEXT' })).status).toBe(201)
  })

  it('BR-076 creates only one of two concurrent fields with the same key', async () => {
    const replies = await Promise.all(
      Array.from({ length: 5 }, () => create({ name: 'At once', dataType: 'TEXT' })),
    )
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 400, 400, 400, 400])
  })

  it('BR-075 BR-403 uses the id as the key if nothing is left of the key', async () => {
    for (const body of [{ name: '年齢' }, { name: 'Punctuation', fieldKey: '...' }]) {
      const { status, body: answer } = await create({ ...body, dataType: 'TEXT' })
      expect(status).toBe(201)
      expect(answer.customField.fieldKey).toBe(`contact.${answer.customField.id}`)
    }
  })

  it.each([
    ['shoe_size', 'contact.shoe_size'],
    ['contact.book', 'contact.contactbook'],
    ['Read-Me', 'contact.ReadMe'],
    ['', 'contact.a_name'],
  ])('BR-403 converts the fieldKey %j to the key %s', async (fieldKey, key) => {
    const { status, body } = await create({ name: `A name ${fieldKey}`, fieldKey, dataType: 'TEXT' })
    expect([status, body.customField.fieldKey]).toEqual([201, key])
    const found = await server.call<Answer>('GET', `${url}/${body.customField.fieldKey}`)
    expect(found.body.customField.id).toBe(body.customField.id)
  })

  it('BR-403 accepts a description, showInForms and parentId, and updates them', async () => {
    const folder = await server.call<{ customFieldFolder: { id: string } }>('POST', url, {
      name: 'Said',
      documentType: 'folder',
    })
    const said = {
      description: 'Where parcels go',
      showInForms: true,
      parentId: folder.body.customFieldFolder.id,
    }
    const made = await create({ name: 'Said', dataType: 'TEXT', documentType: 'field', ...said })
    expect(made.status).toBe(201)
    expect(made.body.customField).toMatchObject(said)
    const updateUrl = `${url}/${made.body.customField.id}`
    const changed = await server.call<Answer>('PUT', updateUrl, { name: 'Said', showInForms: false })
    expect(changed.body.customField).toEqual({ ...made.body.customField, showInForms: false })
    const emptied = await server.call<Answer>('PUT', updateUrl, { name: 'Said', description: '' })
    expect(emptied.body.customField).not.toHaveProperty('description')
  })

  it.each([...customFieldTypes])('creates a %s, and contacts can have a value in it', async (dataType) => {
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
      firstName: 'A',
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
  ])('BR-078 stores %j', async (spec, kept) => {
    const { status, body } = await create({ name: 'Kept', fieldKey: `kept_${unique()}`, ...spec })
    expect(status).toBe(201)
    expect(body.customField).toMatchObject(kept)
  })

  it.each([
    [{}, ['name must be a string', 'name should not be empty', 'dataType must be a valid enum value']],
    [{ name: '', dataType: 'TEXT' }, ['name should not be empty']],
    [{ name: ' \n', dataType: 'TEXT' }, ['name should not be empty']],
    [{ name: 'x'.repeat(256), dataType: 'TEXT' }, ['name must be shorter than or equal to 255 characters']],
    [{ name: 'x', dataType: 'text' }, ['dataType must be a valid enum value']],
    [{ name: 'x', dataType: 'TEXT', fieldId: '1' }, ['property fieldId should not exist']],
    [{ name: 'x', dataType: 'RADIO', options: 'a' }, ['options must be an array']],
    [{ name: 'x', dataType: 'RADIO', options: [''] }, ['each value in options should not be empty']],
    [{ name: 'x', dataType: 'RADIO', options: [1] }, ['each value in options must be a string']],
    [
      { name: 'x', dataType: 'RADIO', options: Array.from({ length: 1001 }, (_, index) => `${index}`) },
      ['options must contain not more than 1000 elements'],
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
      ['acceptedFormat must contain not more than 100 elements'],
    ],
    [
      { name: 'x', dataType: 'FILE_UPLOAD', acceptedFormat: ['y'.repeat(21)] },
      ['each value in acceptedFormat must be shorter than or equal to 20 characters'],
    ],
    [{ name: 'x', dataType: 'TEXT', placeholder: null }, ['placeholder must be a string']],
    [
      { name: 'x', dataType: 'TEXTBOX_LIST', textBoxListOptions: [{ label: 'a', color: 'red' }] },
      ['textBoxListOptions.0.property color should not exist'],
    ],
  ])('BR-079 refuses %j', async (body, message) => {
    const before = await list()
    const reply = await create(body)
    expect(reply.status).toBe(422)
    expect(reply.body.message).toEqual(message)
    expect(await list()).toEqual(before)
  })

  it('BR-078 BR-407 omits properties that do not apply to the type', async () => {
    const spec = { options: ['a'], acceptedFormat: ['.pdf'], isMultipleFile: true, maxNumberOfFiles: 2 }
    const keys = async (dataType: string) =>
      Object.keys((await create({ name: `Sparse ${dataType}`, dataType, ...spec })).body.customField)
    const always = ['id', 'name', 'model', 'fieldKey', 'placeholder', 'dataType', 'position', 'documentType']
    always.push('locationId', 'dateAdded', 'standard')
    expect(await keys('TEXT')).toEqual(always)
    expect(await keys('RADIO')).toEqual([...always, 'picklistOptions'])
    expect(await keys('FILE_UPLOAD')).toEqual([
      ...always,
      'acceptedFormat',
      'isMultiFileAllowed',
      'maxFileLimit',
    ])
  })

  it('BR-077 creates fields of opportunities, with separate keys', async () => {
    const ofContact = (await create({ name: 'Of both', dataType: 'TEXT' })).body.customField
    const { status, body } = await create({ name: 'Of both', dataType: 'TEXT', model: 'opportunity' })
    expect([status, body.customField.fieldKey, body.customField.model]).toEqual([
      201,
      'opportunity.of_both',
      'opportunity',
    ])
    expect(await list()).toContainEqual(ofContact)
    expect(await list()).not.toContainEqual(body.customField)
    for (const name of [body.customField.id, 'opportunity.of_both'])
      expect((await server.call<Answer>('GET', `${url}/${name}`)).body).toEqual(body)
    expect((await server.call<Answer>('GET', `${url}/of_both`)).body.customField).toEqual(ofContact)
  })

  it('accepts the longest texts, counted in characters', async () => {
    const { status } = await create({
      name: '🎉'.repeat(255),
      dataType: 'RADIO',
      options: ['🎉'.repeat(255)],
      placeholder: '🎉'.repeat(1000),
    })
    expect(status).toBe(201)
  })

  it('BR-079 creates at most 1000 fields in a location', async () => {
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

  it('BR-074 returns those of the model, by default of contacts', async () => {
    await create({ name: 'Stage', dataType: 'TEXT', model: 'opportunity' })
    const of = async (query: string) => (await server.call<Answer>('GET', `${url}${query}`)).body.customFields
    const all = await of('?model=all')
    expect(new Set(all.map(({ model }) => model))).toEqual(new Set(['contact', 'opportunity']))
    for (const model of ['contact', 'opportunity'])
      expect(await of(`?model=${model}`)).toEqual(all.filter((field) => field.model === model))
    expect(await of('')).toEqual(all.filter(({ model }) => model === 'contact'))
  })

  it.each(['?model=business', '?model=', '?model=contact&model=all'])('BR-074 refuses %s', async (query) => {
    const reply = await server.call<Answer>('GET', `${url}${query}`)
    expect(reply.status).toBe(422)
    expect(reply.body.message).toEqual(expect.arrayContaining(['model must be a valid enum value']))
  })
})

describe('Update Custom Field', () => {
  it('BR-081 changes the properties in the body, and keeps key, type and the rest', async () => {
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

  it('BR-082 keeps the ids of the rows of a text box list, matched by id or else by label', async () => {
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
    const stays = await create({ name: 'Stays', fieldKey: `stays_${unique()}`, dataType: 'TEXT' })
    const { customField } = stays.body
    const reply = await server.call<Answer>('PUT', `${url}/${customField.id}`, body)
    expect(reply.status).toBe(422)
    expect(reply.body.message).toEqual(message)
    expect((await server.call<Answer>('GET', `${url}/${customField.id}`)).body).toEqual({ customField })
  })

  it('BR-081 finds no field of another model', async () => {
    const { customField } = (await create({ name: 'Of a contact', dataType: 'TEXT' })).body
    const put = (model: string) =>
      server.call<Answer>('PUT', `${url}/${customField.id}`, { name: 'Renamed', model })
    expect(await put('opportunity')).toMatchObject({
      status: 400,
      body: { message: `Custom field not found for id:${customField.id}` },
    })
    expect((await put('contact')).body.customField).toEqual({ ...customField, name: 'Renamed' })
  })

  it.each(['GET', 'PUT', 'DELETE'] as const)('BR-080 %s returns 400 for an unknown id', async (method) => {
    const reply = await server.call<Answer>(method, `${url}/nope`, method === 'PUT' ? {} : undefined)
    expect(reply.status).toBe(400)
    const message = 'Custom field not found for id:nope'
    expect(reply.body).toEqual({ message, error: 'Bad Request', statusCode: 400 })
  })

  it('BR-080 finds no field of another location', async () => {
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
