import { beforeAll, describe, expect, it } from 'vitest'
import { newContact } from '../../../../test/support/contacts.ts'
import { bearer } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { statement } from '../../storage/statement.ts'
import type { WriteTx } from '../../storage/storage.ts'
import { findDocumentBytes, insertDocument } from './document-store.ts'
import { chunkBytes, removeDeletedDocuments } from './documents.ts'
import { followDocuments } from './follow-documents.ts'

const countRows = statement<
  { locationId: string },
  { documents: number; references: number; chunks: number }
>(
  'test-count-documents-and-references',
  `SELECT (SELECT COUNT(*) FROM documents WHERE location_id = :locationId) AS "documents",
     (SELECT COUNT(*) FROM document_references WHERE location_id = :locationId) AS "references",
     (SELECT COUNT(*) FROM document_chunks) AS "chunks"`,
)

const listOfLocation = statement<{ locationId: string }, { id: string; isDeleted: number }>(
  'test-list-documents-of-location',
  'SELECT id, is_deleted AS "isDeleted" FROM documents WHERE location_id = :locationId',
)

const server = useTestServer()
let fieldIds: string[]
beforeAll(async () => {
  fieldIds = []
  for (const name of ['One', 'Two', 'Three']) {
    const field = { dataType: 'FILE_UPLOAD', name, isMultiFileAllowed: true, maxFileLimit: 5 } as const
    fieldIds.push((await server.fixtures.customField(server.locationId, field)).id)
  }
})

const never = new AbortController().signal

async function upload(bytes = 3): Promise<string> {
  const head = '--b\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\n'
  const body = Buffer.concat([Buffer.from(head), Buffer.alloc(bytes, 'x'), Buffer.from('\r\n--b--\r\n')])
  const reply = await server.call<{ meta: { url: string }[] }>(
    'POST',
    `/locations/${server.locationId}/customFields/upload`,
    body,
    { 'content-type': 'multipart/form-data; boundary=b' },
  )
  return reply.body.meta[0]?.url ?? ''
}

const file = (url: string, documentId?: string) => ({ url, meta: {}, ...(documentId && { documentId }) })
const values = (field: number, ...urls: string[]) => ({
  customFields: [
    { id: fieldIds[field], value: Object.fromEntries(urls.map((url, index) => [`key-${index}`, file(url)])) },
  ],
})
const cleared = (field: number) => ({ customFields: [{ id: fieldIds[field], value: '' }] })

const update = async (id: string, body: object) => {
  const reply = await server.call('PUT', `/contacts/${id}`, body)
  expect(reply.status).toBe(200)
}

async function isThere(url: string): Promise<boolean> {
  const { status } = await server.call('GET', new URL(url).pathname, undefined, { version: undefined })
  expect([200, 404]).toContain(status)
  return status === 200
}

const rows = () => server.storage.read((tx) => tx.get(countRows, { locationId: server.locationId }))
const heldBytes = async () =>
  (await server.storage.read((tx) => tx.get(findDocumentBytes, { locationId: server.locationId })))?.bytes ??
  0

describe('BR-097 a document is deleted with the last value that names it', () => {
  it('that is replaced', async () => {
    const [one, two] = [await upload(), await upload()]
    const id = await newContact(server, values(0, one))
    await update(id, values(0, two))
    expect([await isThere(one), await isThere(two)]).toEqual([false, true])
  })

  it('that is cleared', async () => {
    const url = await upload()
    const id = await newContact(server, values(0, url))
    await update(id, { city: 'Ulm' })
    expect(await isThere(url)).toBe(true)
    await update(id, cleared(0))
    expect(await isThere(url)).toBe(false)
  })

  it('one of several files', async () => {
    const [one, two, three] = [await upload(), await upload(), await upload()]
    const id = await newContact(server, values(0, one, two))
    await update(id, values(0, three, one))
    expect([await isThere(one), await isThere(two), await isThere(three)]).toEqual([true, false, true])
  })

  it('with its contact', async () => {
    const url = await upload()
    const id = await newContact(server, values(0, url))
    await server.call('DELETE', `/contacts/${id}`)
    expect(await isThere(url)).toBe(false)
  })

  it('with its custom field', async () => {
    const url = await upload()
    const field = { dataType: 'FILE_UPLOAD', name: 'Goes' } as const
    const { id } = await server.fixtures.customField(server.locationId, field)
    await newContact(server, { customFields: [{ id, value: file(url) }] })
    await server.call('DELETE', `/locations/${server.locationId}/customFields/${id}`)
    expect(await isThere(url)).toBe(false)
  })

  it('with an upsert that replaces it', async () => {
    const [one, two] = [await upload(), await upload()]
    const { locationId } = server
    const upsert = (url: string) =>
      server.call('POST', '/contacts/upsert', { locationId, email: 'files@example.com', ...values(0, url) })
    await upsert(one)
    await upsert(two)
    expect([await isThere(one), await isThere(two)]).toEqual([false, true])
  })

  it('named by its documentId, with any URL', async () => {
    const url = await upload()
    const documentId = url.split('/').at(-1) ?? ''
    const value = file('https://files.example.com/a.txt', documentId)
    const id = await newContact(server, { customFields: [{ id: fieldIds[0], value: { key: value } }] })
    await update(id, cleared(0))
    expect(await isThere(url)).toBe(false)
  })

  it('not while another field of the contact names it, or another contact', async () => {
    const url = await upload()
    const one = await newContact(server, values(0, url))
    const two = await newContact(server, values(1, url))
    await update(one, values(2, url))
    await update(one, cleared(0))
    expect(await isThere(url)).toBe(true)
    await update(one, cleared(2))
    expect(await isThere(url)).toBe(true)
    await server.call('DELETE', `/contacts/${two}`)
    expect(await isThere(url)).toBe(false)
  })

  it('one of a hundred and twenty, each independent of the others', async () => {
    const { locationId, ids, clock, storage, fixtures } = server
    const documents = Array.from({ length: 120 }, () => ids.next())
    for (const id of documents) {
      const row = { id, locationId, fileName: 'a.txt', mimeType: 'text/plain', dateAdded: clock.now() }
      await storage.write((tx) => tx.run(insertDocument, row), { locationId })
    }
    const many: string[] = []
    for (const name of ['Many 1', 'Many 2', 'Many 3']) {
      const field = { dataType: 'FILE_UPLOAD', name, isMultiFileAllowed: true, maxFileLimit: 50 } as const
      many.push((await fixtures.customField(locationId, field)).id)
    }
    const naming = (names: string[]) => ({
      customFields: many.map((id, index) => ({
        id,
        value: Object.fromEntries(
          names.slice(index * 50, index * 50 + 50).map((name) => [name, file('https://e.com/x', name)]),
        ),
      })),
    })
    const state = async () =>
      storage.read(async (tx) => {
        const found = await tx.all(listOfLocation, { locationId })
        return documents.filter((id) => found.some((row) => row.id === id && row.isDeleted === 0))
      })
    const one = await newContact(server, naming([...documents, 'no-document']))
    const two = await newContact(server, naming(documents.slice(70, 80)))
    await update(one, naming(['another', ...documents.slice(0, 60)]))
    expect(await state()).toEqual([...documents.slice(0, 60), ...documents.slice(70, 80)])
    await update(two, naming([]))
    expect(await state()).toEqual(documents.slice(0, 60))
    await server.call('DELETE', `/contacts/${one}`)
    expect(await state()).toEqual([])
    await removeDeletedDocuments(storage, never)
  })

  it('not one of another location that only a contact here names', async () => {
    const url = await upload()
    const { companyId, fixtures } = server
    const locationId = await fixtures.location(companyId)
    const headers = bearer((await fixtures.token({ companyId, locationId })).token)
    const { id } = await fixtures.customField(locationId, { dataType: 'FILE_UPLOAD', name: 'There' })
    const body = { locationId, firstName: 'A', customFields: [{ id, value: file(url) }] }
    const made = await server.call('POST', '/contacts/', body, headers)
    expect(made.body.contact.customFields).toHaveLength(1)
    await server.call('DELETE', `/contacts/${made.body.contact.id}`, undefined, headers)
    expect(await isThere(url)).toBe(true)
  })

  it('a refused update keeps it', async () => {
    const url = await upload()
    const id = await newContact(server, values(0, url))
    const refused = { ...cleared(0), assignedTo: 'nobody' }
    expect((await server.call('PUT', `/contacts/${id}`, refused)).status).toBe(400)
    expect(await isThere(url)).toBe(true)
  })
})

describe('BR-465 an upload that no value has named yet is kept', () => {
  it('until it is deleted', async () => {
    const url = await upload()
    await removeDeletedDocuments(server.storage, never)
    expect(await isThere(url)).toBe(true)
  })
})

describe('BR-466 Delete Document', () => {
  const deletion = (url: string, headers: Record<string, string> = {}) =>
    server.call('DELETE', `/_contactd/documents/${url.split('/').at(-1)}`, undefined, headers)

  it('deletes a document and its bytes, whether or not a value names it', async () => {
    await removeDeletedDocuments(server.storage, never)
    const [before, bytesBefore] = [await rows(), await heldBytes()]
    const [one, two] = [await upload(chunkBytes * 40), await upload(10)]
    const id = await newContact(server, values(0, two))
    for (const url of [one, two]) {
      expect(await deletion(url)).toMatchObject({ status: 200, body: { succeded: true, succeeded: true } })
      expect(await isThere(url)).toBe(false)
      expect(await deletion(url)).toMatchObject({
        status: 404,
        body: { message: `Document not found for id:${url.split('/').at(-1)}` },
      })
    }
    expect((await server.call('GET', `/contacts/${id}`)).body.contact.customFields).toHaveLength(1)
    await removeDeletedDocuments(server.storage, never)
    await server.call('DELETE', `/contacts/${id}`)
    expect(await rows()).toEqual(before)
    expect(await heldBytes()).toBe(bytesBefore)
  })

  it('requires access to its location and either scope', async () => {
    const { companyId, locationId, fixtures } = server
    const url = await upload()
    const sibling = await fixtures.token({ companyId, locationId: await fixtures.location(companyId) })
    expect((await deletion(url, bearer(sibling.token))).status).toBe(404)
    const reading = await fixtures.token({ companyId, locationId, scopes: ['contacts.readonly'] })
    expect((await deletion(url, bearer(reading.token))).status).toBe(401)
    expect(await isThere(url)).toBe(true)
    const writing = await fixtures.token({ companyId, locationId, scopes: ['locations/customFields.write'] })
    expect((await deletion(url, bearer(writing.token))).status).toBe(200)
  })
})

it.each([3, 120])('BR-097 looks up all %i documents of a contact concurrently', async (count) => {
  const { locationId } = server
  const names = Array.from({ length: count }, () => server.ids.next())
  const holder = (ids: string[]) => ({
    id: server.ids.next(),
    locationId,
    customFields: [
      {
        id: fieldIds[0] ?? '',
        value: Object.fromEntries(ids.map((id) => [id, file('https://e.com/x', id)])),
      },
    ],
  })
  let underWay = 0
  let most = 0
  await server.storage.write(async (tx) => {
    const counting: WriteTx = {
      get: () => Promise.reject(new Error('It asks for one.')),
      all: async (statement, params) => {
        most = Math.max(most, ++underWay)
        const found = await tx.all(statement, params)
        underWay--
        return found
      },
      run: tx.run.bind(tx),
      change: tx.change.bind(tx),
    }
    await followDocuments(counting, undefined, holder(names))
  }, 'database')
  expect(most).toBe(Math.ceil(count / 50))
})
