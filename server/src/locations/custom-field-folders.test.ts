import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bearer, type Method, startTestServer, type TestServer } from '../../../test/support/server.ts'
import type { CustomField } from './custom-field.ts'
import { insertCustomFieldFolder } from './custom-field-folder-store.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

interface Folder {
  id: string
  name: string
}

interface Answer extends Folder {
  customField: CustomField
  fields: (CustomField & { options?: object[] })[]
  folders: Folder[]
  message: string | string[]
}

const ask = (method: Method, url: string, body?: object) => server.call<Answer>(method, url, body)

const newFolder = async (name: string) =>
  (await ask('POST', '/custom-fields/folder', { objectKey: 'contact', name, locationId: server.locationId }))
    .body.id

const fields = () => `/locations/${server.locationId}/customFields`

const newField = async (name: string, more: object = {}) =>
  (await ask('POST', fields(), { name, dataType: 'TEXT', ...more })).body.customField

const ofContact = async () =>
  (await ask('GET', `/custom-fields/object-key/contact?locationId=${server.locationId}`)).body

const notFound = (id: string) => ({
  status: 400,
  body: { message: `Custom field folder not found for id:${id}` },
})

describe('a folder of custom fields', () => {
  it('BR-243 is made, renamed and deleted; its fields stay, and stand in none', async () => {
    const { locationId } = server
    const sent = { objectKey: 'contact', name: ' Sizes ', locationId }
    const made = await ask('POST', '/custom-fields/folder/', sent)
    const { id } = made.body
    expect(made).toMatchObject({ status: 201 })
    expect(made.body).toEqual({ id, objectKey: 'contact', locationId, name: 'Sizes' })
    const url = `/custom-fields/folder/${id}`
    const renamed = await ask('PUT', url, { name: 'Measures', locationId })
    expect(renamed).toMatchObject({ status: 200, body: { id, objectKey: 'contact', name: 'Measures' } })

    const within = await newField('Within', { parentId: id })
    const without = await newField('Without')
    expect(within.parentId).toBe(id)
    expect(without).not.toHaveProperty('parentId')
    const { status, body } = await ask('DELETE', `${url}?locationId=${locationId}`)
    expect({ status, body }).toEqual({ status: 200, body: { succeded: true, id, key: 'contact.measures' } })
    const { parentId, ...rest } = within
    expect((await ask('GET', `${fields()}/${within.id}`)).body).toEqual({ customField: rest })
    expect((await ofContact()).folders.map((folder) => folder.id)).not.toContain(parentId)
    expect(await ask('PUT', url, { name: 'x', locationId })).toMatchObject(notFound(id))
    expect(await ask('DELETE', `${url}?locationId=${locationId}`)).toMatchObject(notFound(id))
  })

  it('BR-243 takes fields by parentId, gives them back by null, and another update leaves them', async () => {
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

  it('BR-243 of another location is none', async () => {
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
    expect((await ofContact()).folders).toContainEqual(expect.objectContaining({ id, name: 'Mine' }))
  })

  it.each([
    [{ objectKey: 'custom_object.pet' }, 422],
    [{ objectKey: 'contact', name: ' ' }, 422],
    [{ objectKey: 'contact', name: 'a', color: 1 }, 422],
  ])('BR-243 refuses %j', async (body, status) => {
    const sent = { name: 'a', locationId: server.locationId, ...body }
    expect((await ask('POST', '/custom-fields/folder', sent)).status).toBe(status)
  })

  it('BR-243 is one of 1,000 at most', async () => {
    const { fixtures, companyId, storage } = server
    const locationId = await fixtures.location(companyId)
    const { token } = await fixtures.token({ companyId, locationId })
    await storage.write(async (tx) => {
      for (let number = 0; number < 1000; number += 1)
        await tx.run(insertCustomFieldFolder, { locationId, id: `${number}`, name: 'F', dateAdded: 0 })
    })
    const body = { objectKey: 'contact', name: 'a', locationId }
    expect(await server.call('POST', '/custom-fields/folder', body, bearer(token))).toMatchObject({
      status: 400,
      body: { message: 'This location has 1000 custom field folders, the most it can have' },
    })
  })
})

it('BR-244 the fields of contacts are listed with their folders, and no other object’s', async () => {
  const { locationId } = server
  const folder = await newFolder('Listed')
  const options = ['S', 'M']
  const size = await newField('Size', { dataType: 'RADIO', options, parentId: folder, position: 900 })
  const list = await newField('Rows', { dataType: 'TEXTBOX_LIST', options: ['First'], position: 901 })
  const { fields, folders } = await ofContact()
  const row = (list.picklistOptions ?? [])[0] as { id: string; label: string }
  expect(fields.slice(-2)).toEqual([
    {
      id: size.id,
      objectKey: 'contact',
      locationId,
      name: 'Size',
      placeholder: '',
      showInForms: true,
      dataType: 'RADIO',
      fieldKey: 'contact.size',
      parentId: folder,
      options: options.map((option) => ({ key: option, label: option })),
    },
    expect.objectContaining({ id: list.id, parentId: '', options: [{ key: row.id, label: 'First' }] }),
  ])
  expect(folders).toContainEqual({
    id: folder,
    objectKey: 'contact',
    locationId,
    name: 'Listed',
    documentType: 'folder',
    dateAdded: new Date(server.clock.now()).toISOString(),
  })
  const pets = await ask('GET', `/custom-fields/object-key/custom_objects.pet?locationId=${locationId}`)
  expect(pets.status).toBe(422)
  expect((await ask('GET', '/custom-fields/object-key/contact')).status).toBe(422)
})
