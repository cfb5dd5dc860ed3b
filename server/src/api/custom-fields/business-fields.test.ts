import { beforeAll, describe, expect, it } from 'vitest'
import { bearer, type Method } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'

const server = useTestServer()
let parentId: string
beforeAll(async () => {
  parentId = await newFolder('Sizes')
})

interface Field {
  id: string
  name: string
  fieldKey: string
  parentId: string
  options?: { key: string; label: string; url?: string }[]
}

interface Answer {
  id: string
  field: Field
  fields: Field[]
  folders: Field[]
  message: string | string[]
  meta: object
}

const ask = (method: Method, url: string, body?: object, headers = {}) =>
  server.call<Answer>(method, url, body, headers)

const newFolder = async (name: string, locationId = server.locationId, headers = {}) =>
  (await ask('POST', '/custom-fields/folder', { objectKey: 'business', name, locationId }, headers)).body.id

/** A valid body with a unique key. */
let serial = 0
const bodyOf = (more: object = {}) => {
  serial += 1
  return {
    locationId: server.locationId,
    showInForms: true,
    dataType: 'TEXT',
    fieldKey: `business.key_${serial}`,
    objectKey: 'business',
    parentId,
    ...more,
  }
}

const create = (more: object = {}) => ask('POST', '/custom-fields/', bodyOf(more))
const newField = async (more: object = {}) => (await create(more)).body.field
const get = (id: string) => ask('GET', `/custom-fields/${id}`)
const put = (id: string, body: object = {}) =>
  ask('PUT', `/custom-fields/${id}`, { locationId: server.locationId, showInForms: true, ...body })
const list = async () =>
  (await ask('GET', `/custom-fields/object-key/business?locationId=${server.locationId}`)).body

const notFound = (id: string) => ({
  status: 400,
  body: { message: `Custom field not found for id:${id}`, error: 'Bad Request', statusCode: 400 },
})

describe('a custom field of businesses', () => {
  it('BR-413 is created, found, listed, changed and deleted', async () => {
    const { locationId, clock } = server
    const made = await create({
      name: ' VAT id ',
      description: 'Of tax',
      placeholder: 'DE…',
      showInForms: false,
    })
    const { id, fieldKey } = made.body.field
    const dateAdded = new Date(clock.now()).toISOString()
    const field = {
      id,
      objectKey: 'business',
      locationId,
      name: 'VAT id',
      description: 'Of tax',
      placeholder: 'DE…',
      showInForms: false,
      dataType: 'TEXT',
      fieldKey: `business.key_${serial}`,
      parentId,
      dateAdded,
      dateUpdated: dateAdded,
    }
    expect(made.status).toBe(201)
    expect(made.body).toEqual({ field })
    expect(id).toMatch(/^[A-Za-z0-9]{20}$/)
    expect(await get(id)).toMatchObject({ status: 200, body: { field } })
    expect((await list()).fields).toContainEqual(field)

    clock.advance(1000)
    const changed = await put(id, { name: 'VAT number', description: '' })
    const { description: _, ...rest } = field
    const dateUpdated = new Date(clock.now()).toISOString()
    expect(changed.body).toEqual({ field: { ...rest, name: 'VAT number', showInForms: true, dateUpdated } })
    expect(changed.status).toBe(200)
    expect((await get(id)).body).toEqual(changed.body)

    const gone = await ask('DELETE', `/custom-fields/${id}`)
    expect([gone.status, gone.body]).toEqual([200, { succeded: true, id, key: fieldKey }])
    for (const answer of [await get(id), await put(id), await ask('DELETE', `/custom-fields/${id}`)])
      expect(answer).toMatchObject(notFound(id))
    expect((await create({ fieldKey })).status).toBe(201)
  })

  it('BR-413 a folder of businesses is found by its id too, and is not a field', async () => {
    const folder = (await list()).folders.find(({ id }) => id === parentId)
    expect(folder).toMatchObject({ documentType: 'folder' })
    expect((await get(parentId)).body).toEqual({ field: folder })
    expect(await ask('DELETE', `/custom-fields/${parentId}`)).toMatchObject(notFound(parentId))
    expect(await put(parentId)).toMatchObject(notFound(parentId))
    const made = await ask('POST', `/locations/${server.locationId}/customFields`, {
      name: 'Of contacts',
      documentType: 'folder',
    })
    const { id } = (made.body as unknown as { customFieldFolder: Field }).customFieldFolder
    expect(await get(id)).toMatchObject(notFound(id))
  })

  it('BR-413 is not among a location’s own fields, nor are these among those of businesses', async () => {
    const own = `/locations/${server.locationId}/customFields`
    const { id, fieldKey } = await newField()
    for (const name of [id, fieldKey])
      expect(await ask('GET', `${own}/${name}`)).toMatchObject(notFound(name))
    expect(await ask('PUT', `${own}/${id}`, { name: 'x' })).toMatchObject(notFound(id))
    expect(await ask('DELETE', `${own}/${id}`)).toMatchObject(notFound(id))
    expect((await get(id)).status).toBe(200)
    const made = await ask('POST', own, { name: 'Of contacts', dataType: 'TEXT' })
    const other = (made.body as unknown as { customField: Field }).customField.id
    for (const answer of [await get(other), await put(other), await ask('DELETE', `/custom-fields/${other}`)])
      expect(answer).toMatchObject(notFound(other))
    expect((await ask('GET', `${own}/${other}`)).status).toBe(200)
  })

  it('BR-414 has the key of the word after business., which is its name if there is no other', async () => {
    expect(await newField({ fieldKey: 'business.Vat-Id.2 ä' })).toMatchObject({
      name: 'VatId2',
      fieldKey: 'business.VatId2',
    })
    const nameless = await newField({ fieldKey: 'business.-' })
    expect(nameless).toMatchObject({ name: nameless.id, fieldKey: `business.${nameless.id}` })
    const taken = await create({ fieldKey: 'business.VatId2' })
    expect(taken).toMatchObject({ status: 400, body: { message: 'Custom field already exists' } })
    const { fields } = await list()
    expect(taken.body.meta).toEqual({ existingId: fields.find((one) => one.name === 'VatId2')?.id })
  })

  it('BR-415 keeps options with their keys, and an update only adds to them', async () => {
    const options = [
      { key: 's', label: 'Small', url: 'https://example.com/s' },
      { key: 'm', label: 'Medium' },
    ]
    const radio = await newField({ dataType: 'RADIO', options, allowCustomOption: true })
    expect(radio).toMatchObject({ options, allowCustomOption: true })
    const added = await put(radio.id, {
      options: [
        { label: 'Medium' },
        { key: 's', label: 'Tiny' },
        { label: 'Extra large!' },
        { key: 'z', label: 'Z' },
      ],
    })
    expect(added.body.field.options).toEqual([
      { key: 'm', label: 'Medium' },
      { key: 's', label: 'Tiny' },
      { key: 'extra_large', label: 'Extra large!' },
      { key: 'z', label: 'Z' },
    ])
    const removed = await put(radio.id, { options: [{ key: 's', label: 'Tiny' }] })
    expect(removed).toMatchObject({
      status: 400,
      body: { message: 'Options of a custom field cannot be removed' },
    })
    const other = await put(radio.id, { name: 'Other' })
    expect(other.body.field.options).toEqual(added.body.field.options)
    for (const dataType of ['SINGLE_OPTIONS', 'MULTIPLE_OPTIONS', 'CHECKBOX', 'TEXTBOX_LIST']) {
      const [small, medium] = options
      const field = await newField({ dataType, options, allowCustomOption: true })
      expect(field.options).toEqual([{ key: small?.key, label: small?.label }, medium])
      expect(field).not.toHaveProperty('allowCustomOption')
    }
  })

  it('BR-415 an option without a word, or with a taken one, gets a unique key', async () => {
    const { id } = await newField({ dataType: 'CHECKBOX', options: [{ key: 'a', label: 'First' }] })
    const { body } = await put(id, {
      options: [
        { key: 'a', label: 'First' },
        { label: 'A' },
        { label: 'A!' },
        { label: 'ä' },
        { label: 'B' },
      ],
    })
    const keys = body.field.options?.map(({ key }) => key) ?? []
    expect(new Set(keys).size).toBe(5)
    expect([keys[0], keys[4]]).toEqual(['a', 'b'])
    for (const key of keys.slice(1, 4)) expect(key).toMatch(/^[A-Za-z0-9]{20}$/)
  })

  it('BR-415 properties that do not apply to the type are omitted', async () => {
    const text = await newField({
      options: [{ key: 'a', label: 'A' }],
      acceptedFormats: '.pdf',
      maxFileLimit: 2,
      allowCustomOption: true,
    })
    for (const name of ['options', 'acceptedFormats', 'maxFileLimit', 'allowCustomOption'])
      expect(text).not.toHaveProperty(name)
    const file = await newField({ dataType: 'FILE_UPLOAD', acceptedFormats: '.pdf', maxFileLimit: 2 })
    expect(file).toMatchObject({ acceptedFormats: '.pdf', maxFileLimit: 2 })
    expect((await put(file.id, { maxFileLimit: 3 })).body.field).toMatchObject({
      acceptedFormats: '.pdf',
      maxFileLimit: 3,
    })
  })

  it('BR-413 can be in a folder of businesses', async () => {
    const folderMissing = (id: string) => ({
      status: 400,
      body: { message: `Custom field folder not found for id:${id}` },
    })
    expect(await create({ parentId: 'nobody' })).toMatchObject(folderMissing('nobody'))
    const folder = await newFolder('Going')
    const { id } = await newField({ parentId: folder })
    await ask('DELETE', `/custom-fields/folder/${folder}?locationId=${server.locationId}`)
    expect((await get(id)).body.field.parentId).toBe('')
  })

  it.each<[object, string]>([
    [{ locationId: undefined }, 'locationId should not be empty'],
    [{ name: ' ' }, 'name should not be empty'],
    [{ showInForms: undefined }, 'showInForms must be a boolean value'],
    [{ dataType: 'SIGNATURE' }, 'dataType must be a valid enum value'],
    [{ fieldKey: 'vat_id' }, 'fieldKey must match ^business\\. regular expression'],
    [{ fieldKey: undefined }, 'fieldKey must be a string'],
    [{ objectKey: 'contact' }, 'objectKey must be a valid enum value'],
    [{ parentId: '' }, 'parentId should not be empty'],
    [{ acceptedFormats: '.exe' }, 'acceptedFormats must be a valid enum value'],
    [{ model: 'business' }, 'property model should not exist'],
    [{ options: [{ label: 'A' }] }, 'options.0.key should not be empty'],
    [{ options: [{ key: 'a', label: 'A', id: 'a' }] }, 'options.0.property id should not exist'],
  ])('BR-413 refuses %j', async (body, sentence) => {
    const before = await list()
    const { status, body: answer } = await create(body)
    expect([status, answer.message]).toEqual([422, expect.arrayContaining([sentence])])
    expect(await list()).toEqual(before)
  })

  it('BR-415 refuses options with one key', async () => {
    const options = ['A', 'B'].map((label) => ({ key: 'a', label }))
    const message = ["All options's elements must be unique"]
    expect(await create({ dataType: 'RADIO', options })).toMatchObject({ status: 422, body: { message } })
    const { id } = await newField({ dataType: 'RADIO' })
    expect(await put(id, { options })).toMatchObject({ status: 422, body: { message } })
  })

  it.each([
    { dataType: 'TEXT' },
    { fieldKey: 'business.x' },
    { parentId: 'x' },
    { allowCustomOption: true },
    { showInForms: undefined },
    { locationId: undefined },
  ])('BR-413 an update refuses %j', async (body) => {
    const { id } = await newField()
    expect((await put(id, body)).status).toBe(422)
  })

  it('BR-416 is unknown outside of its location and company', async () => {
    const { fixtures, companyId, locationId } = server
    const { id } = await newField()
    const sibling = await fixtures.location(companyId)
    const ofSibling = bearer((await fixtures.token({ companyId, locationId: sibling })).token)
    const ofCompany = bearer((await fixtures.token({ companyId })).token)
    const stranger = bearer((await fixtures.token({ companyId: await fixtures.company() })).token)
    for (const headers of [ofSibling, stranger]) {
      expect(await ask('GET', `/custom-fields/${id}`, undefined, headers)).toMatchObject(notFound(id))
      expect(await ask('DELETE', `/custom-fields/${id}`, undefined, headers)).toMatchObject(notFound(id))
      expect((await ask('PUT', `/custom-fields/${id}`, { locationId, wrong: 1 }, headers)).status).toBe(401)
      expect((await ask('POST', '/custom-fields/', { locationId, wrong: 1 }, headers)).status).toBe(401)
    }
    const elsewhere = { locationId: sibling, showInForms: true }
    expect(await ask('PUT', `/custom-fields/${id}`, elsewhere, ofSibling)).toMatchObject(notFound(id))
    expect((await ask('GET', `/custom-fields/${id}`, undefined, ofCompany)).body).toEqual(
      (await get(id)).body,
    )
    expect((await ask('GET', `/custom-fields/${parentId}`, undefined, ofCompany)).status).toBe(200)
    expect((await ask('DELETE', `/custom-fields/${id}`, undefined, ofCompany)).status).toBe(200)
    expect(await get(id)).toMatchObject(notFound(id))
  })
})
