import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DemoServer, startDemoServer } from '../../../test/support/demo-server.ts'
import { dereferenced } from '../../../test/support/dereferenced.ts'
import { type OperationId, operationScopes } from '../auth/operation-scopes.ts'

interface Schema {
  type?: string
  format?: string
  description?: string
  nullable?: boolean
  maxLength?: number
  maxItems?: number
  enum?: unknown[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
}

interface Content {
  schema: Schema
  examples?: Record<string, { summary: string; value: Record<string, unknown> }>
}

interface Parameter {
  in: string
  name: string
  required: boolean
  description?: string
  schema: Schema
}

interface Operation {
  operationId: string
  description: string
  tags: string[]
  security: { bearer: string[] }[]
  parameters?: Parameter[]
  requestBody?: { content: Record<string, Content> }
  responses: Record<string, { description: string; headers?: object; content: Record<string, Content> }>
}

interface Document {
  tags: { name: string }[]
  servers: unknown
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

let server: DemoServer
/** The document as served, and with its references resolved. */
let published: Document
let document: Document
let operations: (Operation & { method: string; path: string })[]

/** Provides the demo and the document of a version to a block of tests. */
function useDocument(version: string): void {
  beforeAll(async () => {
    server = await startDemoServer()
    published = await publishedOf(`?version=${version}`)
    document = dereferenced(published)
    operations = operationsOf(document)
  })
  afterAll(() => server.close())
}

const publishedOf = async (query: string) =>
  (await (await fetch(`${server.url}/openapi.json${query}`)).json()) as Document

const documentOf = async (query: string) => dereferenced(await publishedOf(query))

const operationsOf = (document: Document) =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase(),
      path,
    })),
  )

const versions = ['2021-07-28', 'v3']

/** Names that need no description. */
const plainNames: ReadonlySet<string> = new Set(
  `additionalEmails additionalPhones address address1 all appointment appointments assignedUserId buiseness
  business businessId businesses calendarId campaign campaigns city color companyId companyName completed
  contact contactId contacts country createdAt createdBy customField customFieldFolders customFields
  customValue customValues dataType dateAdded dateOfBirth dateUpdated description direction dnd email emailLowerCase error events existingId
  field fieldKey fields firstName firstNameLowerCase folders followers followersRemoved fullNameLowerCase
  gender groupId id key label lastName lastNameLowerCase lastUpdatedBy location locationId locations
  message meta name note notes objectKey opportunity options phone phoneLabel pinned pipelineId placeholder postalCode
  recurringTask refreshTokenId role showInForms social sortDirection source state status statusCode succeded succeeded success tag
  tags tagsRemoved task tasks templates timestamp timezone title traceId type updatedAt updatedBy url users
  validEmailDate website workflow workflows`.split(/\s+/),
)

/** Every field within a schema, by its path. */
function fieldsOf(schema: Schema, path = ''): [string, Schema][] {
  const within = Object.entries(schema.properties ?? {}).flatMap(([name, field]): [string, Schema][] => [
    [`${path}${name}`, field],
    ...fieldsOf(field, `${path}${name}.`),
  ])
  return schema.items ? [...within, ...fieldsOf(schema.items, path)] : within
}

/** The schemas with fields inside the schemas of a document, except those that only have a name. */
function inlineSchemas({ paths, components }: Document): { place: string; form: string }[] {
  const found: { place: string; form: string }[] = []
  const visit = (value: unknown, place: string) => {
    if (typeof value !== 'object' || value === null) return
    const { type, properties } = value as Schema
    if (type === 'object' && Object.keys(properties ?? {}).length > 0)
      found.push({ place, form: withoutWords(value) })
    within(value, place)
  }
  const within = (value: object, place: string) => {
    for (const [key, part] of Object.entries(value)) {
      // A schema that extends a named one has a name itself: its own fields are part of it.
      if (key === 'allOf') for (const { properties } of part as Schema[]) visit(properties, `${place}/allOf`)
      else visit(part, `${place}/${key}`)
    }
  }
  visit(paths, '')
  for (const [name, schema] of Object.entries(components.schemas)) within(schema, name)
  return found
}

const withoutWords = (schema: object) =>
  JSON.stringify(schema, (key, value) =>
    ['description', 'example'].includes(key) && typeof value !== 'object' ? undefined : value,
  )

/** Fields of an example, and of objects in it, that the schema requires or does not define. */
function misfits({ properties = {}, required = [] }: Schema, example: Record<string, unknown>): string[] {
  const missing = required.filter((name) => !(name in example))
  const unknown = Object.keys(example).filter((name) => !(name in properties))
  const within = Object.entries(example).flatMap(([name, value]) => {
    const schema = properties[name]
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject && schema ? misfits(schema, value as Record<string, unknown>) : []
  })
  return [...missing, ...unknown, ...within]
}

const parametersOf = ({ parameters = [] }: Pick<Operation, 'parameters'>) => parameters

const wantsVersion = (operation: Operation) => parametersOf(operation).some(({ name }) => name === 'Version')

const bodiesOf = ({ requestBody }: Operation) => Object.values(requestBody?.content ?? {})

/** Objects whose description covers all of their parts. */
const describedAsWhole =
  /\b(permissions|social|\w*[sS]ettings|twilio|mailgun|snapshot)\.\w+$|[dD]ndSettings\.\w+\.(message|code)$/

/** Whether a field needs no description: its name says enough, or the description of its object covers it. */
const isPlain = (path: string) => plainNames.has(path.split('.').at(-1) ?? '') || describedAsWhole.test(path)

const isBounded = ({ type, maxLength, maxItems, enum: values, format }: Schema) =>
  type === 'string'
    ? maxLength !== undefined || values !== undefined || format === 'binary'
    : type !== 'array' || maxItems !== undefined

describe.each(versions)('the OpenAPI document of %s (BR-205)', (version) => {
  useDocument(version)

  it('is valid', async () => {
    expect(await new Validator().validate({ ...published })).toMatchObject({ valid: true })
  })

  it('names the requested server', () => {
    expect(document.servers).toEqual([{ url: server.url }])
  })

  it.each(version === 'v3' ? ['/?version=v3'] : ['', '?version=2021-04-15', '?version=2023-02-21', '/'])(
    'is served at /openapi.json%s',
    async (rest) => {
      expect(await documentOf(rest)).toEqual(document)
    },
  )

  it('does not exist for an unsupported version', async () => {
    const reply = await fetch(`${server.url}/openapi.json?version=latest`)
    expect(reply.status).toBe(400)
    expect(await reply.json()).toMatchObject({
      message: "Invalid API version segment 'latest' at position 0",
    })
  })

  it('contains no keyword of the validator only', () => {
    const text = JSON.stringify(document)
    expect(text).not.toMatch(/idOrKey|x-examples|"~/)
    const formats = new Set([...text.matchAll(/"format":"([^"]+)"/g)].map(([, format]) => format))
    expect([...formats]).toEqual(['binary'])
  })

  it('names every schema with fields that it uses twice (BR-480)', () => {
    const places = Object.groupBy(inlineSchemas(published), ({ form }) => form)
    const repeated = Object.values(places).filter((uses = []) => uses.length > 1)
    expect(repeated.map((uses = []) => uses.map(({ place }) => place))).toEqual([])
  })

  it('has a type for a contact, and the names of HighLevel’s files (BR-480)', () => {
    const names = ['Contact', 'CreateContactDto', 'UpdateContactDto', 'UpsertContactDto', 'UnauthorizedDTO']
    expect(Object.keys(published.components.schemas)).toEqual(expect.arrayContaining(names))
  })

  it('has an example of every JSON response (BR-480)', () => {
    const without = operations.filter(({ responses }) =>
      Object.entries(responses).some(
        ([status, { content }]) =>
          status.startsWith('2') && content['application/json'] && !content['application/json'].examples,
      ),
    )
    expect(without.map(({ operationId }) => operationId)).toEqual([])
  })

  it('describes every group of operations', () => {
    const used = new Set(operations.flatMap(({ tags }) => tags))
    expect(document.tags.map(({ name }) => name).sort()).toEqual([...used].sort())
  })

  it('names the scopes and tokens of every operation', () => {
    for (const { operationId, description, security } of operations) {
      for (const scope of security[0]?.bearer ?? [])
        expect(description, operationId).toContain(`\`${scope}\``)
      expect(description, operationId).toMatch(
        /\*\*Scope\*\* .* · \*\*Token\*\* (private integration token or access token|access token of an app|token of an owner)/,
      )
    }
  })

  it('requires a Version for every operation except the download of a file and contactd’s own', () => {
    const free = operations.filter((operation) => !wantsVersion(operation))
    const own = operations.filter(({ path }) => path.startsWith('/_contactd/'))
    const download = operations.filter(({ operationId }) => operationId === 'download-document')
    expect(free.map(({ operationId }) => operationId).sort()).toEqual(
      [...download, ...own].map(({ operationId }) => operationId).sort(),
    )
  })

  it('describes every field whose name is not self-explanatory', () => {
    const unclear = operations.flatMap((operation) => {
      const { operationId, requestBody, responses } = operation
      const contents = [requestBody, ...Object.values(responses)].flatMap((part) =>
        Object.values(part?.content ?? {}),
      )
      const fields = contents.flatMap(({ schema }) => fieldsOf(schema))
      return [
        ...parametersOf(operation).map(({ name, description = '', schema }): [string, Schema] => [
          name,
          { description: description || (schema.description ?? '') },
        ]),
        ...fields,
      ]
        .filter(([path, { description }]) => !description && !isPlain(path))
        .map(([path]) => `${operationId} ${path}`)
    })
    expect(unclear).toEqual([])
  })

  it('limits every text and list of requests', () => {
    const unbounded = operations.flatMap((operation) =>
      bodiesOf(operation)
        .flatMap(({ schema }) => fieldsOf(schema))
        .filter(([, field]) => !isBounded(field))
        .map(([path]) => `${operation.operationId} ${path}`),
    )
    // A date in a fixed format, and the texts of a form, which are limited by their parts.
    expect(unbounded).toEqual([
      'update-contact dateOfBirth',
      'create-contact dateOfBirth',
      'upsert-contact dateOfBirth',
      'upload-file-customFields id',
      'upload-file-customFields maxFiles',
    ])
  })

  it('states that null clears the clearable fields of Update Contact', () => {
    const update = operations.find(({ operationId }) => operationId === 'update-contact')
    const fields = Object.entries(update?.requestBody?.content['application/json']?.schema.properties ?? {})
    const clearable = fields.filter(([, field]) => field.nullable).map(([name]) => name)
    expect(clearable.sort()).toEqual(
      'address1 assignedTo city companyName dateOfBirth email firstName lastName name phone source state timezone website'.split(
        ' ',
      ),
    )
  })

  it('has an example of every error, under its status', () => {
    for (const { operationId, responses } of operations) {
      for (const [status, { content, description }] of Object.entries(responses)) {
        if (status.startsWith('2')) continue
        const examples = Object.values(content['application/json']?.examples ?? {})
        expect(examples.length, `${operationId} ${status}`).toBeGreaterThan(0)
        for (const { summary, value } of examples) {
          // Get Contact has one body with `status`, like HighLevel's.
          expect(value.statusCode ?? value.status, `${operationId} ${status}`).toBe(Number(status))
          expect(description).toContain(summary)
        }
      }
    }
  })

  it('has examples of errors that match its schemas', () => {
    for (const { operationId, responses } of operations) {
      for (const [status, { content }] of Object.entries(responses)) {
        const json = content['application/json']
        if (status.startsWith('2') || json === undefined) continue
        for (const [name, { value }] of Object.entries(json.examples ?? {}))
          expect(misfits(json.schema, value), `${operationId} ${status} ${name}`).toEqual([])
      }
    }
  })

  it('documents the header of dropped custom fields where they can be dropped, and the rate limits on 429', () => {
    const naming = operations.filter(({ responses }) =>
      Object.values(responses).some(({ headers = {} }) => 'x-contactd-ignored-fields' in headers),
    )
    expect(naming.map(({ operationId }) => operationId)).toEqual([
      'update-contact',
      'create-contact',
      'upsert-contact',
      'create-opportunity',
      'Upsert-opportunity',
      'update-opportunity',
    ])
    for (const { responses } of operations)
      expect(responses[429]?.headers).toHaveProperty('x-ratelimit-remaining')
  })
})

describe.each(versions)('the document of %s', (version) => {
  useDocument(version)

  const send = (path: string, method: string, headers: Record<string, string>, body?: unknown) =>
    fetch(`${server.url}${path.replaceAll('{', '').replaceAll('}', '')}`, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })

  it('matches the server: the examples have the errors of authorization', async () => {
    const refused = [
      { headers: { version }, example: 'tokenMissing' },
      { headers: { version, authorization: 'Bearer pit-none' }, example: 'privateTokenInvalid' },
      { headers: { version, authorization: 'Bearer none' }, example: 'accessTokenInvalid' },
    ]
    const ofVersion = [
      { headers: {}, example: 'versionMissing' },
      { headers: { version: '2020-01-01' }, example: 'versionInvalid' },
    ]
    for (const { operationId, method, path, responses } of operations.filter(wantsVersion)) {
      // A field of v3 only is undefined without v3.
      const isUnknown = responses[404]?.content['application/json']?.examples?.otherVersion !== undefined
      for (const { headers, example } of isUnknown ? refused : [...ofVersion, ...refused]) {
        const reply = await send(path, method, headers)
        expect(reply.status, `${operationId} ${example}`).toBe(401)
        expect(await reply.json()).toEqual(
          responses[401]?.content['application/json']?.examples?.[example]?.value,
        )
      }
    }
  })

  it('matches the server: the demo accepts every example of a body', async () => {
    const headers = { version, authorization: `Bearer ${server.token}` }
    const ids: Record<string, string> = {
      contactId: 'ocQHyuzHvysMo5N5VsXc',
      locationId: 've9EPM428h8vShlRW1KT',
      businessId: '63771dcac1116f0e21de8e12',
      id: await anyCustomField(headers),
      userId: 'y0BeYjuRIlDwsDcOHOJo',
      tagId: await anyTag(headers),
      folderId: '3v34PM428h8vShlRW1KT',
      businessFieldId: 'b7TqXv2mLk9cRd4Zs0Hn',
      recurringTaskId: 'Rk3vTnWq8sLzX2bYh6Mc',
      customValueId: 'kOBjMVAJhFuUeYIojVet',
      type: 'add',
      noteId: 'HGPcayliwcdoUFzvbTok',
      taskId: 'lJpzYrWdpkC2hX6t2yue',
      campaignId: 'Y2I9XM7aO1hncuSOlc9L',
      workflowId: 'sx6wyHhbFdRXh302LLNR',
      opportunityId: 'yWQobCRIhRguQtD2llvk',
      webhookId: await newWebhook(headers),
    }
    const ofCompany = { version, authorization: `Bearer ${server.companyToken}` }
    let sent = 0
    for (const { operationId, method, path, requestBody, tags } of operations) {
      // The demo's token does not belong to an app, nor to an owner who is signed in.
      if (tags.includes('OAuth 2.0') || isOfOwner(operationId)) continue
      for (const { summary, value } of Object.values(
        requestBody?.content['application/json']?.examples ?? {},
      )) {
        const reply = await send(
          path
            .replace('/notes/{id}', '/notes/{noteId}')
            .replace('/recurring-tasks/{id}', '/recurring-tasks/{recurringTaskId}')
            .replace('/customValues/{id}', '/customValues/{customValueId}')
            .replace('/opportunities/{id}', '/opportunities/{opportunityId}')
            .replace('/folder/{id}', '/folder/{folderId}')
            .replace('/custom-fields/{id}', '/custom-fields/{businessFieldId}')
            .replace(/\{(\w+)\}/g, (_match, name: string) => ids[name] ?? ''),
          method,
          isOfCompany(operationId) ? ofCompany : headers,
          value,
        )
        expect(reply.ok, `${operationId} ${summary}: ${await reply.text()}`).toBe(true)
        sent++
      }
    }
    expect(sent).toBeGreaterThan(8)
  })

  const isOfOwner = (operationId: string) => operationScopes[operationId as OperationId].tokens === 'owner'
  const isOfCompany = (operationId: string) =>
    operationScopes[operationId as OperationId].tokens === 'company'

  async function newWebhook(headers: Record<string, string>): Promise<string> {
    const path = '/_contactd/webhooks'
    const { webhook } = (await (await send(path, 'POST', headers, { url: 'http://localhost/' })).json()) as {
      webhook: { id: string }
    }
    return webhook.id
  }

  async function anyTag(headers: Record<string, string>): Promise<string> {
    const reply = await fetch(`${server.url}/locations/ve9EPM428h8vShlRW1KT/tags`, { headers })
    const { tags } = (await reply.json()) as { tags: { id: string }[] }
    return tags[0]?.id ?? ''
  }

  async function anyCustomField(headers: Record<string, string>): Promise<string> {
    const reply = await fetch(`${server.url}/locations/ve9EPM428h8vShlRW1KT/customFields`, { headers })
    const { customFields } = (await reply.json()) as { customFields: { id: string }[] }
    return customFields[0]?.id ?? ''
  }

  it('has an example body for every operation that takes JSON', () => {
    const without = operations.filter((operation) =>
      bodiesOf(operation).some(({ schema, examples }) => schema.properties?.file === undefined && !examples),
    )
    expect(without.map(({ operationId }) => operationId)).toEqual([])
  })
})

describe('the documents of the dated versions and of v3 (BR-205)', () => {
  useDocument('v3')

  const named = (document: Document) =>
    operationsOf(document).map(({ method, path, operationId }) => `${method} ${path} ${operationId}`)

  it('have the operations of their versions, and share the rest', async () => {
    const dated = named(await documentOf(''))
    const ofVersion3 = named(document)
    expect(dated.filter((operation) => !ofVersion3.includes(operation)).sort()).toEqual([
      'DELETE /contacts/{contactId}/campaigns/removeAll remove-contact-from-every-campaign',
      'GET /contacts get-contacts',
      'GET /oauth/installedLocations get-installed-location',
      'POST /oauth/locationToken get-location-access-token',
    ])
    expect(ofVersion3.filter((operation) => !dated.includes(operation)).sort()).toEqual([
      'DELETE /contacts/{contactId}/campaigns/remove-all remove-contact-from-every-campaign',
      'GET /locations/{locationId}/conversationChannels/{type} get-conversation-channel',
      'GET /locations/{locationId}/permissions get-location-permissions',
      'GET /oauth/installed-locations get-installed-location',
      'POST /oauth/location-token get-location-access-token',
      'PUT /locations/{locationId}/permissions update-location-permissions',
    ])
  })

  it('name their versions, and link to each other’s page', async () => {
    for (const [query, versions, page] of [
      ['', ['2021-07-28', '2021-04-15', '2023-02-21'], '(/docs/v3)'],
      ['?version=v3', ['v3'], '(/docs)'],
    ] as const) {
      const { info, paths } = (await documentOf(query)) as Document & { info: { description: string } }
      expect(info.description).toContain(page)
      const { parameters = [] } = paths['/contacts/{contactId}']?.put ?? {}
      expect(parameters.find(({ name }) => name === 'Version')?.schema.enum).toEqual(versions)
    }
  })

  it('describe bodies and responses with the names of v3', () => {
    const update = operations.find(({ operationId }) => operationId === 'update-contact')
    const body = update?.requestBody?.content['application/json']
    const fields = new Map(fieldsOf(body?.schema ?? {}))
    expect(fields.has('dndSettings.whatsApp.status')).toBe(true)
    expect(fields.has('dndSettings.WhatsApp.status')).toBe(false)
    expect(fields.get('customFields.field_value')).toMatchObject({ deprecated: true })
    const values = Object.values(body?.examples ?? {}).map(({ value }) => JSON.stringify(value))
    expect(values.join()).toMatch(/"whatsApp":.*"fieldValue":/)
    expect(values.join()).not.toMatch(/"WhatsApp":|"field_value":/)
    const answer = update?.responses[200]?.content['application/json']?.schema
    expect(Object.keys(answer?.properties ?? {})).toEqual(['succeeded', 'contact', 'traceId'])
    const answered = new Map(fieldsOf(answer ?? {}))
    expect(
      ['contact.dndSettings.gmb.status', 'contact.birthMonth'].map((name) => answered.has(name)),
    ).toEqual([true, false])
    const duplicate = operations.find(({ operationId }) => operationId === 'get-duplicate-contact')
    const found = new Map(fieldsOf(duplicate?.responses[200]?.content['application/json']?.schema ?? {}))
    expect(found.has('contact.dndSettings.gmb.status')).toBe(true)
  })
})
