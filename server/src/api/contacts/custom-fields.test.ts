import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { documentOf, newContact } from '../../../../test/support/contacts.ts'
import { documentedFile } from '../../../../test/support/documented-file.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { type CustomField, type CustomFieldType, customFieldTypes } from '../custom-fields/custom-field.ts'

const server = useTestServer()
let id: string
const fields = {} as Record<CustomFieldType, CustomField>
let gallery: CustomField

const options = ['First', 'Second', 'Third, with comma']
const rows = [
  { id: 'f31175d4-2b06-4fc6-b7bc-74cd814c68cb', label: 'One', prefillValue: '' },
  { id: 'f31175d4-2b06-4fc6-b7bc-74cd814c68cc', label: 'Two', prefillValue: '' },
]
const picklists: Partial<Record<CustomFieldType, CustomField['picklistOptions']>> = {
  SINGLE_OPTIONS: options,
  RADIO: options,
  CHECKBOX: options,
  MULTIPLE_OPTIONS: options,
  TEXTBOX_LIST: rows,
}

beforeAll(async () => {
  for (const [position, dataType] of customFieldTypes.entries()) {
    const picklistOptions = picklists[dataType]
    fields[dataType] = await server.fixtures.customField(server.locationId, {
      dataType,
      position,
      ...(picklistOptions && { picklistOptions }),
    })
  }
  gallery = await server.fixtures.customField(server.locationId, {
    dataType: 'FILE_UPLOAD',
    name: 'Gallery',
    isMultiFileAllowed: true,
    maxFileLimit: 2,
  })
})
beforeEach(async () => {
  id = await newContact(server)
  server.clock.advance(1000)
})

const put = (customFields: unknown) => server.call('PUT', `/contacts/${id}`, { customFields })

const { uuid } = documentedFile.meta

/** For each type: the value sent, and the value returned. */
const values: [CustomFieldType, unknown, unknown][] = [
  ['TEXT', 'My Text', 'My Text'],
  ['LARGE_TEXT', 'x'.repeat(100_000), 'x'.repeat(100_000)],
  ['NUMERICAL', 100, 100],
  ['MONETORY', '$1,100.50', 1100.5],
  ['PHONE', '(212) 555-0100', '+12125550100'],
  ['EMAIL', 'rosan@deos.com', 'rosan@deos.com'],
  ['DATE', '2013-01-01T17:30:00.000-08:00', '2013-01-02T00:00:00.000Z'],
  ['SINGLE_OPTIONS', 'First', 'First'],
  ['RADIO', 'Third, with comma', 'Third, with comma'],
  ['CHECKBOX', ['Second', 'First'], ['Second', 'First']],
  ['MULTIPLE_OPTIONS', ['First'], ['First']],
  ['TEXTBOX_LIST', { [uuid]: 'x' }, { [uuid]: 'x' }],
  ['FILE_UPLOAD', { [uuid]: documentedFile }, { [uuid]: documentedFile }],
  ['SIGNATURE', documentedFile, { [uuid]: documentedFile }],
]

describe('a custom field', () => {
  it.each(values)(
    'BR-055 BR-056 of type %s is set, returned as {id, value}, and cleared by "", null and []',
    async (type, sent, answered) => {
      for (const nothing of ['', null, []]) {
        const set = await put([{ id: fields[type].id, field_value: sent }])
        expect([set.status, set.body.contact.customFields]).toEqual([
          200,
          [{ id: fields[type].id, value: answered }],
        ])
        expect(set.headers['x-contactd-ignored-fields']).toBeUndefined()
        const cleared = await put([{ id: fields[type].id, field_value: nothing }])
        expect([cleared.status, cleared.body.contact.customFields]).toEqual([200, []])
      }
    },
  )

  it.each(['field_value', 'fieldValue', 'value'])('BR-051 is written with %s', async (spelling) => {
    const { contact } = (await put([{ id: fields.TEXT.id, [spelling]: 'x' }])).body
    expect(contact.customFields).toEqual([{ id: fields.TEXT.id, value: 'x' }])
  })

  it('BR-051 uses the first of the three names that is present', async () => {
    const { contact } = (await put([{ id: fields.TEXT.id, value: 'c', fieldValue: 'b', field_value: 'a' }]))
      .body
    expect(contact.customFields).toEqual([{ id: fields.TEXT.id, value: 'a' }])
    const next = await put([{ id: fields.TEXT.id, value: 'c', fieldValue: 'b' }])
    expect(next.body.contact.customFields).toEqual([{ id: fields.TEXT.id, value: 'b' }])
    const cleared = await put([{ id: fields.TEXT.id, value: 'c', field_value: null }])
    expect(cleared.body.contact.customFields).toEqual([])
  })

  it.each([
    ['its id', () => ({ id: fields.TEXT.id })],
    ['its key', () => ({ key: 'my_text' })],
    ['its key with contact.', () => ({ key: 'contact.my_text' })],
    ['both, with precedence of the id', () => ({ id: fields.TEXT.id, key: 'my_large_text' })],
    ['both, with an unknown key', () => ({ id: fields.TEXT.id, key: 'unknown' })],
  ])('BR-050 BR-051 is named by %s', async (_by, item) => {
    const reply = await put([{ ...item(), field_value: 'x' }])
    expect(reply.body.contact.customFields).toEqual([{ id: fields.TEXT.id, value: 'x' }])
    expect(reply.headers['x-contactd-ignored-fields']).toBeUndefined()
  })

  it('BR-050 that is not named does not change', async () => {
    await put([
      { id: fields.TEXT.id, value: 'a' },
      { id: fields.NUMERICAL.id, value: 1 },
    ])
    const { contact } = (await put([{ id: fields.NUMERICAL.id, value: 2 }])).body
    expect(contact.customFields).toEqual([
      { id: fields.TEXT.id, value: 'a' },
      { id: fields.NUMERICAL.id, value: 2 },
    ])
    expect((await put([])).body.contact.customFields).toEqual(contact.customFields)
    expect((await server.call('PUT', `/contacts/${id}`, { city: 'x' })).body.contact.customFields).toEqual(
      contact.customFields,
    )
  })

  it('BR-050 that is named twice gets the last value', async () => {
    const { contact } = (
      await put([
        { id: fields.TEXT.id, value: 'first' },
        { key: 'my_text', value: 'last' },
      ])
    ).body
    expect(contact.customFields).toEqual([{ id: fields.TEXT.id, value: 'last' }])
  })

  it('BR-050 that is named twice gets the last value that is not dropped', async () => {
    const reply = await put([
      { id: fields.RADIO.id, value: 'First' },
      { id: fields.RADIO.id, value: 'Second' },
      { key: 'my_radio', value: 'None of them' },
      { id: fields.RADIO.id },
    ])
    expect(reply.body.contact.customFields).toEqual([{ id: fields.RADIO.id, value: 'Second' }])
    expect(reply.headers['x-contactd-ignored-fields']).toBe('my_radio')
  })

  it('BR-050 keeps its position when its value changes, and new ones come last', async () => {
    const set = async (...items: [CustomFieldType, unknown][]) => {
      const { contact } = (await put(items.map(([type, value]) => ({ id: fields[type].id, value })))).body
      return contact.customFields.map(({ id, value }) => [
        customFieldTypes.find((type) => fields[type].id === id),
        value,
      ])
    }
    await set(['TEXT', 'a'], ['NUMERICAL', 1], ['TEXT', 'b'])
    expect(await set(['RADIO', 'First'], ['NUMERICAL', 2], ['TEXT', 'c'])).toEqual([
      ['TEXT', 'c'],
      ['NUMERICAL', 2],
      ['RADIO', 'First'],
    ])
    expect(await set(['TEXT', ''], ['NUMERICAL', 3])).toEqual([
      ['NUMERICAL', 3],
      ['RADIO', 'First'],
    ])
  })

  it('BR-098 whose id is empty is named by its key', async () => {
    const reply = await put([
      { id: '', key: 'my_text', value: 'x' },
      { id: '', key: 'unknown', value: 'x' },
    ])
    expect(reply.body.contact.customFields).toEqual([{ id: fields.TEXT.id, value: 'x' }])
    expect(reply.headers['x-contactd-ignored-fields']).toBe('unknown')
  })

  it.each([{ id: '' }, { key: '' }, { id: '', key: '' }])('BR-098 that %j names is a 422', async (names) => {
    const reply = await put([{ ...names, value: 'x' }])
    expect([reply.status, reply.body.message]).toEqual([422, ['customFields.0 must have an id or a key']])
  })

  it('BR-051 without a value does not change', async () => {
    await put([{ id: fields.TEXT.id, value: 'a' }])
    expect((await put([{ id: fields.TEXT.id }])).body.contact.customFields).toEqual([
      { id: fields.TEXT.id, value: 'a' },
    ])
  })

  it('that is sent unchanged does not change dateUpdated', async () => {
    const items = values.map(([type, sent]) => ({ id: fields[type].id, value: sent }))
    await put(items)
    const before = await documentOf(server, id)
    server.clock.advance(1000)
    await put(items)
    await put(JSON.parse(before ?? '').customFields)
    expect(await documentOf(server, id)).toBe(before)
  })
})

describe('BR-052 a dropped item', () => {
  it('is named in x-contactd-ignored-fields as sent: unknown ids, unknown keys, values of no option', async () => {
    const reply = await put([
      { id: '6dvNaf7VhkQ9snc5vnjJ', value: 'x' },
      { key: 'contact.nowhere', value: 'x' },
      { key: 'two words, and é', value: 'x' },
      { key: 'my_radio', value: 'None of them' },
      { id: fields.CHECKBOX.id, value: ['First', 'None of them'] },
      { key: 'my_text', value: 'kept' },
    ])
    expect(reply.status).toBe(200)
    expect(reply.headers['x-contactd-ignored-fields']).toBe(
      `6dvNaf7VhkQ9snc5vnjJ,contact.nowhere,two%20words%2C%20and%20%C3%A9,my_radio,${fields.CHECKBOX.id}`,
    )
    expect(reply.body.contact.customFields).toEqual([
      { id: fields.CHECKBOX.id, value: ['First'] },
      { id: fields.TEXT.id, value: 'kept' },
    ])
  })

  it('is a field of another location', async () => {
    const elsewhere = await server.fixtures.location(server.companyId)
    const field = await server.fixtures.customField(elsewhere, { dataType: 'TEXT' })
    const reply = await put([{ id: field.id, value: 'x' }])
    expect(reply.headers['x-contactd-ignored-fields']).toBe(field.id)
    expect(reply.body.contact.customFields).toEqual([])
  })

  it('BR-404 is a field of opportunities, by id and by key, in writes and in searches', async () => {
    const fieldsUrl = `/locations/${server.locationId}/customFields`
    const made = await server.call<{ customField: CustomField }>('POST', fieldsUrl, {
      name: 'Deal size',
      dataType: 'TEXT',
      model: 'opportunity',
    })
    const deal = made.body.customField
    const items = [
      { id: deal.id, value: 'x' },
      { key: deal.fieldKey, value: 'x' },
      { key: 'deal_size', value: 'x' },
    ]
    const written = await put(items)
    expect([written.status, written.body.contact.customFields]).toEqual([200, []])
    expect(written.headers['x-contactd-ignored-fields']).toBe(`${deal.id},${deal.fieldKey},deal_size`)
    const found = await server.call<{ message: string }>('POST', '/contacts/search', {
      locationId: server.locationId,
      pageLimit: 10,
      filters: [{ field: `customFields.${deal.id}`, operator: 'exists' }],
    })
    expect([found.status, found.body.message]).toEqual([400, `Invalid field customFields.${deal.id}`])
  })

  it.each<[CustomFieldType, unknown, unknown]>([
    ['SINGLE_OPTIONS', 'First', 'Fourth'],
    ['RADIO', 'First', 'first'],
    ['CHECKBOX', ['First'], ['Fourth']],
    ['MULTIPLE_OPTIONS', ['First'], ['Fourth', 'Fifth']],
    ['TEXTBOX_LIST', { [uuid]: 'x' }, { unknown: 'y' }],
  ])('BR-057 is a value of %s that is not an option, which keeps the old value', async (type, old, sent) => {
    await put([{ id: fields[type].id, value: old }])
    const before = await documentOf(server, id)
    server.clock.advance(1000)
    const reply = await put([{ id: fields[type].id, value: sent }])
    expect([reply.status, reply.headers['x-contactd-ignored-fields']]).toEqual([200, fields[type].id])
    expect(await documentOf(server, id)).toBe(before)
  })

  it.each<[CustomFieldType, string[]]>([
    ['CHECKBOX', ['First']],
    ['MULTIPLE_OPTIONS', ['First']],
  ])('BR-402 is one value for the list of %s; the rest of the body is written', async (type, old) => {
    await put([{ id: fields[type].id, value: old }])
    for (const [index, sent] of ['Second', 2, true].entries()) {
      const reply = await server.call('PUT', `/contacts/${id}`, {
        city: `City ${index}`,
        customFields: [
          { id: fields[type].id, field_value: sent },
          { id: fields.TEXT.id, value: `Text ${index}` },
        ],
      })
      expect([reply.status, reply.headers['x-contactd-ignored-fields']]).toEqual([200, fields[type].id])
      expect(reply.body.contact).toMatchObject({
        city: `City ${index}`,
        customFields: [
          { id: fields[type].id, value: old },
          { id: fields.TEXT.id, value: `Text ${index}` },
        ],
      })
    }
    const created = await server.call('POST', '/contacts/', {
      locationId: server.locationId,
      firstName: 'Scalar',
      customFields: [{ id: fields[type].id, field_value: 'First' }],
    })
    expect([created.status, created.headers['x-contactd-ignored-fields']]).toEqual([201, fields[type].id])
    expect(created.body.contact.customFields).toEqual([])
  })

  it('has a name with a special meaning in JavaScript', async () => {
    const keys = ['__proto__', 'constructor', 'contact.__proto__', 'toString']
    const reply = await put(keys.map((key) => ({ key, value: { polluted: true } })))
    expect([reply.status, reply.headers['x-contactd-ignored-fields']]).toEqual([200, keys.join(',')])
    const rowsReply = await server.call(
      'PUT',
      `/contacts/${id}`,
      `{"customFields":[{"id":"${fields.TEXTBOX_LIST.id}","value":{"__proto__":"x","constructor":"y"}}]}`,
    )
    expect([rowsReply.status, rowsReply.body.contact.customFields]).toEqual([200, []])
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})

describe('BR-053 a value of the wrong shape', () => {
  it.each<[CustomFieldType, unknown]>([
    ['TEXT', 1],
    ['TEXT', { a: 'b' }],
    ['TEXT', 'x'.repeat(5001)],
    ['LARGE_TEXT', ['x']],
    ['LARGE_TEXT', 'x'.repeat(100_001)],
    ['NUMERICAL', { amount: 1 }],
    ['NUMERICAL', 'many'],
    ['MONETORY', '5 USD'],
    ['PHONE', 'not a phone'],
    ['EMAIL', 'rosan'],
    ['DATE', '2013-02-30'],
    ['SINGLE_OPTIONS', ['First']],
    ['RADIO', 1],
    ['CHECKBOX', { First: true }],
    ['MULTIPLE_OPTIONS', [1]],
    ['TEXTBOX_LIST', 'x'],
    ['TEXTBOX_LIST', { [uuid]: 1 }],
    ['FILE_UPLOAD', 'https://example.com/a.pdf'],
    ['FILE_UPLOAD', { [uuid]: documentedFile, other: documentedFile }],
    ['SIGNATURE', { [uuid]: { meta: {} } }],
  ])('BR-025 is a 400 for %s, and changes nothing', async (type, sent) => {
    await put([{ key: 'my_numerical', value: 7 }])
    const before = await documentOf(server, id)
    const reply = await server.call('PUT', `/contacts/${id}`, {
      city: 'Changed',
      customFields: [
        { key: 'my_numerical', value: 8 },
        { id: fields[type].id, value: sent },
      ],
    })
    const json = JSON.stringify(sent)
    const quoted = json.length > 500 ? `${json.slice(0, 500)}…` : json
    expect([reply.status, reply.body]).toEqual([
      400,
      {
        message: `Invalid Custom Field Value "${quoted}" for "${fields[type].id}"`,
        error: 'Bad Request',
        statusCode: 400,
      },
    ])
    expect(await documentOf(server, id)).toBe(before)
  })

  it('BR-050 is a 400 even if a later item has a valid value for the field', async () => {
    const reply = await put([
      { id: fields.NUMERICAL.id, value: 'many' },
      { id: fields.NUMERICAL.id, value: 1 },
    ])
    expect([reply.status, reply.body.message]).toEqual([
      400,
      `Invalid Custom Field Value ""many"" for "${fields.NUMERICAL.id}"`,
    ])
  })
})

describe('a contact that grows', () => {
  it.each([
    ['a byte each', 'x'],
    ['three bytes each', '€'],
  ])(
    'BR-026 is refused beyond 1 MiB of JSON, with characters of %s, and does not change',
    async (_what, character) => {
      const many = await Promise.all(
        Array.from({ length: 12 }, (_, n) =>
          server.fixtures.customField(server.locationId, {
            dataType: 'LARGE_TEXT',
            name: `Large ${n} ${character}`,
          }),
        ),
      )
      const value = character.repeat(100_000 / Buffer.byteLength(character))
      const replies = []
      for (let at = 0; at < many.length; at += 3) {
        const before = await documentOf(server, id)
        const reply = await put(many.slice(at, at + 3).map((field) => ({ id: field.id, value })))
        replies.push(reply)
        if (reply.status !== 200) expect(await documentOf(server, id)).toBe(before)
      }
      expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 422])
      expect(replies.at(-1)?.body.message).toEqual(['the contact must not grow beyond 1048576 bytes'])
    },
  )

  it('BR-026 is refused if it has fewer characters, but more bytes', async () => {
    const many = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        server.fixtures.customField(server.locationId, { dataType: 'LARGE_TEXT', name: `Wide ${n}` }),
      ),
    )
    const valuesOf = (fields: typeof many, value: string) => fields.map((field) => ({ id: field.id, value }))
    for (const [from, to] of [
      [0, 4],
      [4, 8],
      [8, 10],
    ])
      expect((await put(valuesOf(many.slice(from, to), 'x'.repeat(100_000)))).status).toBe(200)
    const before = await documentOf(server, id)
    expect((await put(valuesOf(many.slice(0, 2), '€'.repeat(90_000)))).status).toBe(422)
    expect(await documentOf(server, id)).toBe(before)
  })
})

describe('BR-059 files', () => {
  it('in the shape of the documentation are stored unchanged, even without such a document', async () => {
    const reply = await put([{ id: fields.FILE_UPLOAD.id, field_value: { [uuid]: documentedFile } }])
    expect(JSON.stringify(reply.body.contact.customFields)).toBe(
      JSON.stringify([{ id: fields.FILE_UPLOAD.id, value: { [uuid]: documentedFile } }]),
    )
  })

  it('without the uuid level are keyed by their uuid, or a new one', async () => {
    const named = await put([{ id: fields.FILE_UPLOAD.id, value: documentedFile }])
    expect(named.body.contact.customFields[0]?.value).toEqual({ [uuid]: documentedFile })
    const { url } = documentedFile
    const unnamed = await put([{ id: fields.FILE_UPLOAD.id, value: { url } }])
    const [[key, file] = []] = Object.entries(unnamed.body.contact.customFields[0]?.value ?? {})
    expect(key).toMatch(/^[0-9a-f-]{36}$/)
    expect(file).toEqual({ meta: {}, url })
  })

  it('are as many as the field allows, and replaced as a whole', async () => {
    const { url } = documentedFile
    const file = { meta: {}, url }
    const two = await put([{ id: gallery.id, value: { a: file, b: file } }])
    expect(two.body.contact.customFields).toEqual([{ id: gallery.id, value: { a: file, b: file } }])
    const one = await put([{ id: gallery.id, value: { b: file } }])
    expect(one.body.contact.customFields).toEqual([{ id: gallery.id, value: { b: file } }])
    expect((await put([{ id: gallery.id, value: { a: file, b: file, c: file } }])).status).toBe(400)
    expect((await put([{ id: gallery.id, value: documentedFile }])).status).toBe(400)
  })
})
