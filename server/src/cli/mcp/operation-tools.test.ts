import { Ajv } from 'ajv'
import { beforeAll, describe, expect, it } from 'vitest'
import { openApiOf, type PlainDocument } from '../../http/openapi.ts'
import type { VersionKind } from '../../http/version-header.ts'
import { withEmptyServer } from '../with-empty-server.ts'
import { type OperationTool, operationTools } from './operation-tools.ts'
import { toolOperations } from './tool-operations.ts'

const documents = {} as Record<VersionKind, PlainDocument>
beforeAll(async () => {
  await withEmptyServer(async (app) => {
    documents.dated = await openApiOf(app, 'dated')
    documents.v3 = await openApiOf(app, 'v3')
  })
})

const toolOf = (name: string): OperationTool => {
  const found = operationTools(documents.dated).find(({ tool }) => tool.name === name)
  if (!found) throw new Error(`There is no ${name}.`)
  return found
}

describe.each(['dated', 'v3'] as const)('the tools of %s', (kind) => {
  it('BR-620 are all in the document, each once and in order', () => {
    const names = operationTools(documents[kind]).map(({ tool }) => tool.name)
    // The document of v3 leaves out what HighLevel has deprecated.
    expect(names).toEqual(toolOperations.filter((name) => kind === 'dated' || name !== 'get-contacts'))
    expect(new Set(names).size).toBe(names.length)
  })

  it('BR-620 have schemas without references, which take the examples of the operations', () => {
    const ajv = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true, formats: anyFormat })
    const bodies = Object.values(documents[kind].paths).flatMap((operations) => Object.values(operations))
    for (const { tool, parameters } of operationTools(documents[kind])) {
      expect(JSON.stringify(tool.inputSchema)).not.toMatch(/"\$ref"|"nullable"/)
      expect(tool.description).toMatch(/\w/)
      const takes = ajv.compile(tool.inputSchema)
      const operation = bodies.find(({ operationId }) => operationId === tool.name)
      const examples = operation.requestBody?.content['application/json'].examples ?? {}
      const required = tool.inputSchema.required ?? []
      const named = parameters.filter(({ name }) => required.includes(name)).map(({ name }) => [name, 'x'])
      for (const { value } of Object.values<{ value: unknown }>(examples)) {
        takes({ ...Object.fromEntries(named), body: value })
        expect(takes.errors, tool.name).toBeNull()
      }
    }
  })
})

/** The formats in the schemas. Values are the server's to check. */
const anyFormat = { date: true, 'date-time': true, email: true, uri: true, uuid: true } as const

describe('a tool', () => {
  it('BR-620 takes the parameters by their names, and the body', () => {
    const { tool, method, path, parameters } = toolOf('update-note')
    expect({ method, path, parameters }).toEqual({
      method: 'PUT',
      path: '/contacts/{contactId}/notes/{id}',
      parameters: [
        { name: 'contactId', in: 'path' },
        { name: 'id', in: 'path' },
      ],
    })
    expect(tool).toMatchObject({
      title: 'Update Note',
      inputSchema: {
        properties: {
          contactId: { type: 'string', description: 'The id of the contact.' },
          id: { type: 'string' },
          body: { type: 'object', properties: { body: { type: 'string', maxLength: 65536 } } },
        },
        additionalProperties: false,
      },
    })
    expect(tool.inputSchema.required).toEqual(['contactId', 'id', 'body'])
  })

  it.each([
    ['get-contact', { readOnlyHint: true, destructiveHint: false, idempotentHint: true }],
    ['search-contacts-advanced', { readOnlyHint: true, destructiveHint: false, idempotentHint: true }],
    ['task-search', { readOnlyHint: true, destructiveHint: false, idempotentHint: true }],
    ['create-contact', { readOnlyHint: false, destructiveHint: false, idempotentHint: false }],
    ['add-tags', { readOnlyHint: false, destructiveHint: false, idempotentHint: false }],
    ['upsert-contact', { readOnlyHint: false, destructiveHint: true, idempotentHint: false }],
    ['Upsert-opportunity', { readOnlyHint: false, destructiveHint: true, idempotentHint: false }],
    ['update-contact', { readOnlyHint: false, destructiveHint: true, idempotentHint: true }],
    ['remove-tags', { readOnlyHint: false, destructiveHint: true, idempotentHint: true }],
    ['delete-contact', { readOnlyHint: false, destructiveHint: true, idempotentHint: true }],
  ])('BR-621 of %s has its hints', (name, hints) => {
    expect(toolOf(name).tool.annotations).toMatchObject({ ...hints, openWorldHint: false })
  })

  it('BR-621 that reads sends GET, or searches', () => {
    const others = operationTools(documents.dated).filter(({ isRead, method }) => isRead && method !== 'GET')
    expect(others.map(({ tool }) => tool.name)).toEqual(['search-contacts-advanced', 'task-search'])
  })
})
