import { describe, expect, it } from 'vitest'
import { bearer, type Method } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import type { CustomField } from './custom-field.ts'
import { insertCustomFieldFolder } from './custom-field-folder-store.ts'

const server = useTestServer()

interface Folder {
  id: string
  name: string
}

interface Answer extends Folder {
  customField: CustomField
  field: CustomField
  customFieldFolder: Folder
  customFieldFolders: Folder[]
  fields: (CustomField & { options?: object[] })[]
  folders: Folder[]
  message: string | string[]
}

const ask = (method: Method, url: string, body?: object) => server.call<Answer>(method, url, body)

const makeFolder = (body: object) => ask('POST', fields(), { documentType: 'folder', ...body })

const newFolder = async (name: string, model = 'contact') =>
  (await makeFolder({ name, model })).body.customFieldFolder.id

const fields = () => `/locations/${server.locationId}/customFields`

const newField = async (name: string, more: object = {}) =>
  (await ask('POST', fields(), { name, dataType: 'TEXT', ...more })).body.customField

const foldersOf = async (model: string) =>
  (await ask('GET', `${fields()}/search?documentType=folder&model=${model}&limit=1000`)).body
    .customFieldFolders

const ofBusiness = async () =>
  (await ask('GET', `/custom-fields/object-key/business?locationId=${server.locationId}`)).body

const notFound = (id: string) => ({
  status: 400,
  body: { message: `Custom field folder not found for id:${id}` },
})

describe('a folder of custom fields', () => {
  it('BR-243 of businesses is created, listed, renamed and deleted', async () => {
    const { locationId } = server
    const sent = { objectKey: 'business', name: ' Sizes ', locationId }
    const made = await ask('POST', '/custom-fields/folder/', sent)
    const { id } = made.body
    expect(made).toMatchObject({ status: 201 })
    expect(made.body).toEqual({ id, objectKey: 'business', locationId, name: 'Sizes' })
    const url = `/custom-fields/folder/${id}`
    const renamed = await ask('PUT', url, { name: 'Measures', locationId })
    expect(renamed).toMatchObject({ status: 200, body: { id, objectKey: 'business', name: 'Measures' } })
    expect((await ofBusiness()).folders).toContainEqual(expect.objectContaining({ id, name: 'Measures' }))
    expect(await foldersOf('all')).not.toContainEqual(expect.objectContaining({ id }))
    const { status, body } = await ask('DELETE', `${url}?locationId=${locationId}`)
    expect({ status, body }).toEqual({ status: 200, body: { succeded: true, id, key: 'business.measures' } })
    expect((await ofBusiness()).folders).not.toContainEqual(expect.objectContaining({ id }))
    expect(await ask('PUT', url, { name: 'x', locationId })).toMatchObject(notFound(id))
    expect(await ask('DELETE', `${url}?locationId=${locationId}`)).toMatchObject(notFound(id))
  })

  it('BR-406 of contacts or opportunities is created by Create Custom Field', async () => {
    const { locationId } = server
    for (const model of ['contact', 'opportunity']) {
      const made = await makeFolder({ name: ' Delivery ', model })
      const { id } = made.body.customFieldFolder
      expect(made.status).toBe(201)
      expect(made.body).toEqual({
        customFieldFolder: {
          id,
          name: 'Delivery',
          model,
          documentType: 'folder',
          locationId,
          dateAdded: new Date(server.clock.now()).toISOString(),
        },
      })
      expect(await foldersOf(model)).toContainEqual({ _id: id, ...made.body.customFieldFolder })
    }
    const ofContacts = await makeFolder({ name: 'Without a model' })
    expect(ofContacts.body.customFieldFolder).toMatchObject({ model: 'contact' })
  })

  it('BR-406 has a unique name among those of its model', async () => {
    const id = await newFolder('Only one')
    const taken = {
      status: 400,
      body: {
        message: 'Folder already exists',
        error: 'Bad Request',
        statusCode: 400,
        meta: { existingId: id },
      },
    }
    const before = await foldersOf('all')
    expect(await makeFolder({ name: 'Only one ' })).toMatchObject(taken)
    expect(await foldersOf('all')).toEqual(before)
    const other = await newFolder('Only one', 'opportunity')
    expect(other).toMatch(/^[A-Za-z0-9]{20}$/)
    const third = await newFolder('Third')
    const rename = (name: string) =>
      ask('PUT', `/custom-fields/folder/${third}`, { name, locationId: server.locationId })
    expect(await rename('Only one')).toMatchObject(taken)
    expect((await rename('Third')).status).toBe(200)
  })

  it('BR-243 is deleted, and its fields stay without a folder', async () => {
    const id = await newFolder('Going')
    const within = await newField('Within', { parentId: id })
    const without = await newField('Without')
    expect(within.parentId).toBe(id)
    expect(without).not.toHaveProperty('parentId')
    await ask('DELETE', `/custom-fields/folder/${id}?locationId=${server.locationId}`)
    const { parentId, ...rest } = within
    expect((await ask('GET', `${fields()}/${within.id}`)).body).toEqual({ customField: rest })
    expect((await foldersOf('contact')).map((folder) => folder.id)).not.toContain(parentId)
  })

  it('BR-243 gets fields by parentId and loses them by null, and other updates do not move them', async () => {
    const [one, other] = [await newFolder('One'), await newFolder('Other')]
    const field = await newField('Moving', { parentId: one })
    const put = (body: object) => ask('PUT', `${fields()}/${field.id}`, { name: 'Moving', ...body })
    expect((await put({})).body.customField.parentId).toBe(one)
    expect((await put({ parentId: other })).body.customField.parentId).toBe(other)
    expect((await put({ parentId: null })).body.customField).not.toHaveProperty('parentId')
    expect(await put({ parentId: 'nobody' })).toMatchObject(notFound('nobody'))
    expect((await put({ parentId: 5 })).status).toBe(422)
    const lost = await ask('POST', fields(), { name: 'Lost', dataType: 'TEXT', parentId: 'nobody' })
    expect(lost).toMatchObject(notFound('nobody'))
  })

  it('BR-243 accepts fields of its own model only', async () => {
    const id = await newFolder('Of opportunities', 'opportunity')
    const foreign = await ask('POST', fields(), { name: 'Foreign', dataType: 'TEXT', parentId: id })
    expect(foreign).toMatchObject(notFound(id))
    const field = await newField('Moved in')
    expect(await ask('PUT', `${fields()}/${field.id}`, { name: 'Moved in', parentId: id })).toMatchObject(
      notFound(id),
    )
    const own = await newField('Own', { model: 'opportunity', parentId: id })
    expect(own).toMatchObject({ parentId: id, model: 'opportunity' })
  })

  it('BR-243 of another location is unknown', async () => {
    const { fixtures, companyId, locationId } = server
    const sibling = await fixtures.location(companyId)
    const { token } = await fixtures.token({ companyId, locationId: sibling })
    const id = await newFolder('Mine')
    const as = (method: Method, url: string, body?: object) => server.call(method, url, body, bearer(token))
    const url = `/custom-fields/folder/${id}`
    expect(await as('PUT', url, { name: 'x', locationId: sibling })).toMatchObject(notFound(id))
    expect(await as('DELETE', `${url}?locationId=${sibling}`)).toMatchObject(notFound(id))
    for (const body of [
      { name: 'x', locationId },
      { locationId, wrong: 1 },
    ])
      expect((await as('PUT', url, body)).status).toBe(401)
    expect((await as('DELETE', `${url}?locationId=${locationId}`)).status).toBe(401)
    expect(await foldersOf('contact')).toContainEqual(expect.objectContaining({ id, name: 'Mine' }))
  })

  it.each([
    { objectKey: 'custom_object.pet' },
    { objectKey: 'contact' },
    { objectKey: 'business', name: ' ' },
    { objectKey: 'business', name: 'a', color: 1 },
  ])('BR-243 refuses %j', async (body) => {
    const sent = { name: 'a', locationId: server.locationId, ...body }
    expect((await ask('POST', '/custom-fields/folder', sent)).status).toBe(422)
  })

  it.each<[object, string[]]>([
    [{ name: ' ' }, ['name should not be empty']],
    [{ name: 'a', dataType: 'TEXT' }, ['property dataType should not exist']],
  ])('BR-406 refuses %j', async (body, message) => {
    const before = await foldersOf('all')
    expect(await makeFolder(body)).toMatchObject({ status: 422, body: { message } })
    expect(await foldersOf('all')).toEqual(before)
  })

  it('BR-406 of a model without folders is refused', async () => {
    expect((await makeFolder({ name: 'a', model: 'business' })).status).toBe(422)
    const other = await ask('POST', fields(), { name: 'a', dataType: 'TEXT', documentType: 'list' })
    expect(other.status).toBe(422)
  })

  it('BR-243 is one of at most 1,000', async () => {
    const { fixtures, companyId, storage } = server
    const locationId = await fixtures.location(companyId)
    const { token } = await fixtures.token({ companyId, locationId })
    await storage.write(async (tx) => {
      for (let number = 0; number < 1000; number += 1)
        await tx.run(insertCustomFieldFolder, {
          locationId,
          id: `${number}`,
          name: `F ${number}`,
          model: 'contact',
          dateAdded: 0,
        })
    }, 'database')
    const body = { objectKey: 'business', name: 'a', locationId }
    expect(await server.call('POST', '/custom-fields/folder', body, bearer(token))).toMatchObject({
      status: 400,
      body: { message: 'This location has 1000 custom field folders, the most it can have' },
    })
  })
})

it('BR-244 the fields of businesses are listed with their folders, without those of other objects', async () => {
  const { locationId } = server
  const url = '/custom-fields/folder'
  const ofBusinesses = { objectKey: 'business', showInForms: true }
  const folder = (await ask('POST', url, { objectKey: 'business', name: 'Listed', locationId })).body.id
  const make = async (body: object) =>
    (await ask('POST', '/custom-fields/', { ...ofBusinesses, locationId, ...body })).body.field
  const options = ['S', 'M'].map((label) => ({ key: label.toLowerCase(), label }))
  const size = await make({
    fieldKey: 'business.size',
    name: 'Size',
    dataType: 'RADIO',
    parentId: folder,
    options,
  })
  const going = (await ask('POST', url, { objectKey: 'business', name: 'Going', locationId })).body.id
  const other = await make({ fieldKey: 'business.other', dataType: 'TEXT', parentId: going })
  await ask('DELETE', `${url}/${going}?locationId=${locationId}`)
  await newField('Of contacts')
  const { fields, folders } = await ofBusiness()
  const dateAdded = new Date(server.clock.now()).toISOString()
  const sizeRow = {
    id: size.id,
    objectKey: 'business',
    locationId,
    name: 'Size',
    placeholder: '',
    showInForms: true,
    dataType: 'RADIO',
    fieldKey: 'business.size',
    parentId: folder,
    options,
    dateAdded,
    dateUpdated: dateAdded,
  }
  expect(fields).toHaveLength(2)
  expect(fields).toContainEqual(sizeRow)
  expect(fields).toContainEqual({ ...other, parentId: '' })
  expect(folders).toContainEqual({
    id: folder,
    objectKey: 'business',
    locationId,
    name: 'Listed',
    documentType: 'folder',
    dateAdded,
  })
  for (const objectKey of ['custom_objects.pet', 'contact', 'opportunity'])
    expect((await ask('GET', `/custom-fields/object-key/${objectKey}?locationId=${locationId}`)).status).toBe(
      422,
    )
  expect((await ask('GET', '/custom-fields/object-key/business')).status).toBe(422)
})
