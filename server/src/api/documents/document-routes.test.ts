import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { bearer } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { statement } from '../../storage/statement.ts'
import { chunkBytes, maxFileBytes } from './documents.ts'

const countDocuments = statement<
  Record<string, never>,
  { documents: number; complete: number; chunks: number }
>(
  'test-count-uploads',
  `SELECT (SELECT COUNT(*) FROM documents) AS "documents",
     (SELECT COALESCE(SUM(complete), 0) FROM documents) AS "complete",
     (SELECT COUNT(*) FROM document_chunks) AS "chunks"`,
)

const boundary = 'a-boundary'
const formHeaders = { 'content-type': `multipart/form-data; boundary=${boundary}` }

interface Answer {
  uploadedFiles: Record<string, string>
  meta: {
    fieldname: string
    originalname: string
    encoding: string
    mimetype: string
    size: number
    url: string
  }[]
  message: string | string[]
}

const server = useTestServer()
let path: string
let origin: string

beforeAll(async () => {
  path = `/locations/${server.locationId}/customFields/upload`
  await server.app.listen({ host: '127.0.0.1', port: 0 })
  origin = `http://127.0.0.1:${(server.app.server.address() as AddressInfo).port}`
})

const counts = async () =>
  (await server.storage.read((tx) => tx.get(countDocuments, {}))) ?? {
    documents: -1,
    complete: -1,
    chunks: -1,
  }

const field = (name: string, value: string) =>
  `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`

const filePart = (disposition: string, content: Buffer | string, type = 'text/plain') =>
  Buffer.concat([
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\nContent-Type: ${type}\r\n\r\n`,
    ),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ])

const form = (...parts: (Buffer | string)[]) =>
  Buffer.concat([...parts.map((part) => Buffer.from(part)), Buffer.from(`--${boundary}--\r\n`)])

const upload = (body: Buffer, headers: Record<string, string> = {}) =>
  server.call<Answer>('POST', path, body, { ...formHeaders, ...headers })

const pathOf = (url: string | undefined) => new URL(url ?? '').pathname

const download = (url: string | undefined, headers: Record<string, string | undefined> = {}) =>
  server.call('GET', pathOf(url), undefined, { version: undefined, ...headers })

/** The request of a browser, the official SDK or curl to the listening server. */
async function send(files: readonly File[], fields: Record<string, string> = {}) {
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) body.append(name, value)
  for (const file of files) body.append('file', file)
  const headers = { ...bearer(server.token), version: '2021-07-28' }
  const reply = await fetch(`${origin}${path}`, { method: 'POST', headers, body })
  return { status: reply.status, body: (await reply.json()) as Answer }
}

describe('upload', () => {
  it('BR-086 BR-093 returns the URLs of the files, with the data from the form', async () => {
    const files = [
      new File(['a,b\n'], 'FileName.csv', { type: 'text/csv' }),
      new File(['%PDF'], 'résumé 🎉.pdf', { type: 'application/pdf' }),
    ]
    const { status, body } = await send(files, { id: 'aWdODOBVOlH1RUFKWQke', maxFiles: '15' })
    expect(status).toBe(200)
    const url = expect.stringMatching(`^${origin}/documents/download/[A-Za-z0-9]{20}$`)
    expect(body).toEqual({
      uploadedFiles: { 'FileName.csv': url, 'résumé 🎉.pdf': url },
      meta: [
        {
          fieldname: 'file',
          originalname: 'FileName.csv',
          encoding: '7bit',
          mimetype: 'text/csv',
          size: 4,
          url,
        },
        {
          fieldname: 'file',
          originalname: 'résumé 🎉.pdf',
          encoding: '7bit',
          mimetype: 'application/pdf',
          size: 4,
          url,
        },
      ],
    })
    expect(body.uploadedFiles['FileName.csv']).toBe(body.meta[0]?.url)
    const reply = await fetch(body.meta[1]?.url ?? '', { headers: bearer(server.token) })
    expect(await reply.text()).toBe('%PDF')
  })

  it('returns a value that a contact can store and that links to the file', async () => {
    const customField = await server.fixtures.customField(server.locationId, { dataType: 'FILE_UPLOAD' })
    const { body } = await send([new File(['x'], 'x.pdf', { type: 'application/pdf' })], {
      id: customField.id,
    })
    const { url = '', ...meta } = body.meta[0] ?? {}
    const documentId = url.split('/').at(-1)
    const uuid = 'b2b52ba6-29eb-4ad4-a27c-ab7a48a84c0c'
    const value = { [uuid]: { meta: { ...meta, uuid }, url, documentId } }
    const contact = await server.call('POST', '/contacts/', {
      locationId: server.locationId,
      firstName: 'A',
      customFields: [{ id: customField.id, field_value: value }],
    })
    expect(contact.body.contact.customFields).toEqual([{ id: customField.id, value }])
    expect((await download(url)).text).toBe('x')
  })

  it('BR-087 accepts files with the same name, empty files, and parts with any name', async () => {
    const { body } = await upload(
      form(
        filePart('name="one"; filename="same.txt"', '1'),
        filePart('name="fieldId_uuid"; filename="same.txt"', '2'),
        filePart('name=""; filename="empty.txt"', ''),
      ),
    )
    expect(body.meta.map((file) => [file.fieldname, file.size])).toEqual([
      ['one', 1],
      ['fieldId_uuid', 1],
      ['', 0],
    ])
    expect((await download(body.meta[0]?.url)).text).toBe('1')
    expect((await download(body.meta[1]?.url)).text).toBe('2')
    expect((await download(body.meta[2]?.url)).text).toBe('')
    expect(body.uploadedFiles['same.txt']).toBe(body.meta[1]?.url)
  })

  it.each([
    ['filename="../../../etc/passwd"', 'passwd'],
    ['filename="..\\\\..\\\\boot.ini"', 'boot.ini'],
    ['filename="/absolute.txt"', 'absolute.txt'],
    ['filename=".."', 'file'],
    ['filename="__proto__"', '__proto__'],
    ['filename="a\tb.txt"', 'ab.txt'],
    ['filename="quo\\"te.txt"', 'quo"te.txt'],
    [`filename="${'n'.repeat(400)}"`, 'n'.repeat(255)],
    ["filename*=UTF-8''caf%C3%A9.txt", 'café.txt'],
  ])('BR-087 stores %s as a bare name', async (disposition, name) => {
    const { status, body, text } = await upload(form(filePart(`name="f"; ${disposition}`, 'content')))
    expect(status).toBe(200)
    expect(body.meta[0]?.originalname).toBe(name)
    expect(text).toContain(`"uploadedFiles":{${JSON.stringify(name)}:`)
    const reply = await download(body.meta[0]?.url)
    expect(reply.text).toBe('content')
    const [, encoded = ''] =
      /^attachment; filename\*=UTF-8''(\S+)$/.exec(String(reply.headers['content-disposition'])) ?? []
    expect(decodeURIComponent(encoded)).toBe(name)
  })

  it.each([
    ['filename="a\r\nSet-Cookie: evil=1.txt"', 'a'],
    ['filename="a%0D%0ASet-Cookie: evil=1.txt"', 'a%0D%0ASet-Cookie: evil=1.txt'],
  ])('lets no line break of a file name into a header: %j', async (disposition, name) => {
    const { status, body } = await upload(form(filePart(`name="f"; ${disposition}`, 'content')))
    expect(status).toBe(200)
    expect(body.meta[0]?.originalname).toBe(name)
    const { headers } = await download(body.meta[0]?.url)
    expect(headers).not.toHaveProperty('set-cookie')
    expect(headers['content-disposition']).toBe(`attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
  })

  it.each(['filename="a\nSet-Cookie: evil=1.txt"', "filename*=UTF-8''a%0D%0ASet-Cookie:%20evil=1.txt"])(
    'refuses a file whose name has a line break: %j',
    async (disposition) => {
      const before = await counts()
      const reply = await upload(form(filePart(`name="f"; ${disposition}`, 'content')))
      expect(reply).toMatchObject({ status: 400, body: { message: 'The form holds no file' } })
      expect(await counts()).toEqual(before)
    },
  )

  it.each([
    ['localhost:4455', 'http://localhost:4455'],
    ['app.localhost', 'http://app.localhost'],
    ['[::1]:80', 'http://[::1]:80'],
  ])(
    'BR-093 uses the Host %s of the request in URLs, regardless of the host that a proxy names',
    async (host, own) => {
      const forwarded = { 'x-forwarded-host': 'evil.example' }
      const reply = await upload(form(filePart('name="f"; filename="a.txt"', 'x')), { host, ...forwarded })
      const id = reply.body.meta[0]?.url.split('/').at(-1)
      const url = `${own}/documents/download/${id}`
      expect(reply.body.meta[0]?.url).toBe(url)
      expect(reply.body.uploadedFiles).toEqual({ 'a.txt': url })
    },
  )

  it('BR-090 checks the accepted formats of the field in the form or the part', async () => {
    const { id } = await server.fixtures.customField(server.locationId, {
      dataType: 'FILE_UPLOAD',
      name: 'Contract',
      acceptedFormat: ['.pdf', '.docx'],
    })
    const file = (disposition: string) => filePart(disposition, 'x')
    const cases: [Buffer, number][] = [
      [form(field('id', id), file('name="f"; filename="a.PDF"')), 200],
      [form(field('id', id), file('name="f"; filename="a.exe"')), 400],
      [form(file('name="f"; filename="a.exe"'), field('id', id)), 400],
      [form(field('id', id), file('name="f"; filename="a.pdf"'), file('name="g"; filename="b.exe"')), 400],
      [form(field('id', 'a-contact'), file(`name="${id}_uuid"; filename="a.exe"`)), 400],
      [form(field('id', 'a-contact'), file(`name="${id}"; filename="a.docx"`)), 200],
      [form(field('id', 'a-contact'), file('name="f"; filename="a.exe"')), 200],
    ]
    for (const [body, expected] of cases) {
      const before = await counts()
      const { status, body: answer } = await upload(body)
      expect(status).toBe(expected)
      if (expected === 200) continue
      expect(answer.message).toMatch(/^The file [ab]\.exe is not one of \.pdf, \.docx$/)
      expect(await counts()).toEqual(before)
    }
  })

  const file = filePart('name="f"; filename="a.txt"', 'x')
  it.each<[string, Buffer, Record<string, string>, number, unknown]>([
    ['BR-091 JSON', Buffer.from('{}'), { 'content-type': 'application/json' }, 415, /multipart\/form-data/],
    [
      'BR-091 broken JSON',
      Buffer.from('{'),
      { 'content-type': 'application/json' },
      415,
      /multipart\/form-data/,
    ],
    [
      'BR-091 no boundary',
      form(file),
      { 'content-type': 'multipart/form-data' },
      415,
      /multipart\/form-data/,
    ],
    [
      'BR-091 another boundary',
      form(file),
      { 'content-type': 'multipart/form-data; boundary=x' },
      400,
      /well-formed/,
    ],
    ['BR-091 an empty body', Buffer.alloc(0), {}, 400, 'The form holds no file'],
    ['BR-091 no parts', form(), {}, 400, /form/],
    ['BR-091 only fields', form(field('id', 'x')), {}, 400, 'The form holds no file'],
    ['BR-091 a truncated form', form(file, file).subarray(0, -30), {}, 400, /well-formed/],
    ['BR-091 garbage', Buffer.from('garbage'), {}, 400, /well-formed/],
    [
      'BR-089 more files than maxFiles',
      form(field('maxFiles', '1'), file, file),
      {},
      400,
      /more than 1 files/,
    ],
    [
      'BR-089 maxFiles after the files',
      form(file, file, field('maxFiles', '1')),
      {},
      400,
      /more than 1 files/,
    ],
    [
      'BR-089 51 files with a maxFiles of 60',
      form(field('maxFiles', '60'), ...Array.from({ length: 51 }, () => file)),
      {},
      400,
      /more than 50 files/,
    ],
    ['BR-089 51 files', form(...Array.from({ length: 51 }, () => file)), {}, 400, /more than 50 files/],
    ['21 fields', form(...Array.from({ length: 21 }, () => field('a', 'b')), file), {}, 400, /well-formed/],
    [
      'BR-089 maxFiles that is not a number',
      form(field('maxFiles', 'many'), file),
      {},
      422,
      ['maxFiles must be a number string'],
    ],
    ['BR-089 maxFiles 0', form(field('maxFiles', '0'), file), {}, 422, ['maxFiles must be a number string']],
    ['a part named __proto__', form(filePart('name="__proto__"; filename="a"', 'x')), {}, 400, /well-formed/],
    [
      'a part with a long name',
      form(filePart(`name="${'n'.repeat(256)}"; filename="a"`, 'x')),
      {},
      400,
      /well-formed/,
    ],
    ['a form that is declared huge', form(file), { 'content-length': '99999999999' }, 413, /too large/],
  ])('BR-092 refuses %s and stores nothing', async (_, body, headers, status, message) => {
    const before = await counts()
    const reply = await upload(body, headers)
    expect(reply.status).toBe(status)
    if (message instanceof RegExp) expect(reply.body.message).toMatch(message)
    else expect(reply.body.message).toEqual(message)
    expect(await counts()).toEqual(before)
  })

  it('refuses a location that the token cannot access', async () => {
    const { fixtures, companyId } = server
    const other = await fixtures.location(companyId)
    const before = await counts()
    const url = `/locations/${other}/customFields/upload`
    const reply = await server.call('POST', url, form(file), formHeaders)
    expect(reply).toMatchObject({
      status: 401,
      body: { statusCode: 401, message: 'This location is not accessible from this token!' },
    })
    expect(await counts()).toEqual(before)
    const company = await fixtures.token({ companyId })
    expect(
      (await server.call('POST', url, form(file), { ...formHeaders, ...bearer(company.token) })).status,
    ).toBe(200)
  })
})

describe('large uploads', () => {
  const largest = Buffer.alloc(maxFileBytes, 'contactd ')

  it('BR-088 accepts 50 MB, and returns them', async () => {
    const { status, body } = await send([new File([largest], 'largest.bin')])
    expect(status).toBe(200)
    expect(body.meta[0]?.size).toBe(maxFileBytes)
    const reply = await fetch(body.meta[0]?.url ?? '', { headers: bearer(server.token) })
    expect(reply.headers.get('content-length')).toBe(String(maxFileBytes))
    expect(largest.equals(Buffer.from(await reply.arrayBuffer()))).toBe(true)
  })

  it.each([1, 3 * chunkBytes])(
    'BR-088 BR-092 refuses 50 MB and %d bytes with 413, and stores nothing of the form',
    async (more) => {
      const before = await counts()
      const small = new File(['small'], 'small.txt')
      const { status, body } = await send([
        small,
        new File([largest, Buffer.alloc(more)], 'larger.bin'),
        small,
      ])
      expect(status).toBe(413)
      expect(body).toEqual({ statusCode: 413, message: 'request entity too large' })
      expect(await counts()).toEqual(before)
    },
  )

  it('sends a refusal that is due before the body was read', async () => {
    const other = await server.fixtures.location(server.companyId)
    const body = new FormData()
    body.append('file', new File([largest.subarray(0, 20_000_000)], 'unread.bin'))
    const reply = await fetch(`${origin}/locations/${other}/customFields/upload`, {
      method: 'POST',
      headers: { ...bearer(server.token), version: '2021-07-28' },
      body,
    })
    expect(reply.status).toBe(401)
  })

  it('BR-092 stores nothing of an upload that its client aborts', async () => {
    const before = await counts()
    const socket = connect(Number(new URL(origin).port), '127.0.0.1')
    await once(socket, 'connect')
    socket.write(
      [
        `POST ${path} HTTP/1.1`,
        'Host: 127.0.0.1',
        `Authorization: Bearer ${server.token}`,
        'Version: 2021-07-28',
        `Content-Type: ${formHeaders['content-type']}`,
        'Content-Length: 20000000',
        '\r\n',
      ].join('\r\n'),
    )
    socket.write(filePart('name="f"; filename="broken.bin"', Buffer.alloc(4 * chunkBytes, 1)))
    await until(async () => (await counts()).chunks >= before.chunks + 3)
    socket.destroy()
    await until(async () => (await counts()).documents === before.documents)
    expect(await counts()).toEqual(before)
    expect(server.log.filter((line) => Number(line.level) >= 50)).toEqual([])
  })

  it('stores concurrent uploads unchanged while contacts are updated', async () => {
    const contact = await server.call('POST', '/contacts/', { locationId: server.locationId, firstName: 'A' })
    const contents = Array.from({ length: 8 }, (_, index) => Buffer.alloc(5 * chunkBytes + index, index + 1))
    const updates = Array.from({ length: 20 }, (_, index) =>
      server.call('PUT', `/contacts/${contact.body.contact.id}`, { city: `City ${index}` }),
    )
    const replies = await Promise.all(
      contents.map((content, index) => send([new File([content], `${index}.bin`)])),
    )
    expect((await Promise.all(updates)).every((update) => update.status === 200)).toBe(true)
    for (const [index, { status, body }] of replies.entries()) {
      expect(status).toBe(200)
      const reply = await fetch(body.meta[0]?.url ?? '', { headers: bearer(server.token) })
      expect(contents[index]?.equals(Buffer.from(await reply.arrayBuffer()))).toBe(true)
    }
    expect((await counts()).complete).toBe((await counts()).documents)
  })
})

describe('download', () => {
  let url: string | undefined
  beforeEach(async () => {
    url = (await upload(form(filePart('name="f"; filename="page.html"', '<script>', 'text/html')))).body
      .meta[0]?.url
  })

  it('BR-094 BR-096 is an attachment that no browser runs, and needs no Version', async () => {
    const { status, text, headers } = await download(url)
    expect(status).toBe(200)
    expect(text).toBe('<script>')
    expect(headers).toMatchObject({
      'content-type': 'text/html',
      'content-length': '8',
      'content-disposition': "attachment; filename*=UTF-8''page.html",
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
    })
  })

  it('BR-094 uses plain media types only', async () => {
    for (const [sent, answered] of [
      ['image/png', 'image/png'],
      ['text/html; charset=utf-7', 'text/html'],
      ['no type at all', 'application/octet-stream'],
      ['a/b"c', 'application/octet-stream'],
    ] as const) {
      const { body } = await upload(form(filePart('name="f"; filename="a"', 'x', sent)))
      expect((await download(body.meta[0]?.url)).headers['content-type']).toBe(answered)
    }
  })

  it('BR-095 accepts the tokens of the location and its company, with one of two scopes', async () => {
    const { fixtures, companyId, locationId } = server
    const tokens = [
      await fixtures.token({ companyId }),
      await fixtures.token({ companyId, locationId, scopes: ['contacts.readonly'] }),
      await fixtures.token({ companyId, locationId, scopes: ['locations/customFields.readonly'] }),
    ]
    for (const { token } of tokens) expect((await download(url, bearer(token))).text).toBe('<script>')
    const without = await fixtures.token({ companyId, locationId, scopes: ['contacts.write'] })
    expect((await download(url, bearer(without.token))).status).toBe(401)
    expect((await download(url, { authorization: undefined })).status).toBe(401)
  })

  it('BR-095 responds to others as if the file did not exist', async () => {
    const { fixtures, companyId } = server
    const foreignCompany = await fixtures.company('Foreign')
    const strangers = [
      await fixtures.token({ companyId, locationId: await fixtures.location(companyId) }),
      await fixtures.token({ companyId: foreignCompany }),
    ]
    const id = pathOf(url).split('/').at(-1) ?? ''
    const unknown = 'w2M9qTZ0ZJz8rGt02jdJ'
    for (const { token } of strangers) {
      const reply = await download(url, bearer(token))
      expect(reply.status).toBe(404)
      const nothing = await server.call('GET', `/documents/download/${unknown}`, undefined, bearer(token))
      expect(nothing.status).toBe(404)
      expect(reply.text).toBe(nothing.text.replace(unknown, id))
    }
  })
})

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (await condition()) return
    await sleep(25)
  }
  throw new Error('It did not come to be within 5 s.')
}
