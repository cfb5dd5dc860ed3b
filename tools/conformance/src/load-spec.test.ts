import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loadSpec } from './load-spec.ts'
import { toyFiles } from './testing/toy-file.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'contactd-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function write(name: string, content: unknown): string {
  const file = join(folder, name)
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

/** A file with one operation, whose body has this schema. */
const fileWith = (schema: unknown, schemas: unknown = {}) => ({
  openapi: '3.0.0',
  info: { title: 'One' },
  paths: {
    '/ones': {
      post: {
        operationId: 'make-one',
        requestBody: { content: { 'application/json': { schema } } },
        responses: { 200: {} },
      },
    },
  },
  components: { schemas },
})

describe('an OpenAPI file', () => {
  test('is read with everything that it refers to, in any file', () => {
    const file = write('toys.json', toyFiles['toys.json'])
    // The reference is ./shared/errors.json.
    write('errors.json', toyFiles['errors.json'])
    const beside = loadSpec(file)
    mkdirSync(join(folder, 'shared'))
    write('shared/errors.json', toyFiles['errors.json'])
    rmSync(join(folder, 'errors.json'))
    expect(loadSpec(file)).toEqual(beside)
    expect(beside).toMatchObject({ file: 'toys.json', title: 'Toys', version: '2021-07-28' })
    const [create] = beside.operations
    expect(create).toMatchObject({
      operationId: 'create-toy',
      method: 'POST',
      path: '/toys',
      parameters: [{ name: 'Version', in: 'header', required: true }],
      body: { required: true, schema: { name: 'ToyInput', properties: { box: { name: 'Box' } } } },
      scopes: ['toys.write'],
    })
    expect(create?.answers.get(201)).toMatchObject({
      name: 'ToyAnswer',
      properties: { toy: { allOf: [{ name: 'Toy' }] } },
    })
    expect(create?.answers.get(422)).toMatchObject({ required: ['message'] })
  })

  test('has the scopes that a token needs, of the operation or of the file', () => {
    const whole = { ...fileWith({}), security: [{ bearer: ['all.read'] }] }
    expect(loadSpec(write('whole.json', whole)).operations[0]?.scopes).toEqual(['all.read'])
    expect(loadSpec(write('none.json', fileWith({}))).operations[0]?.scopes).toBeUndefined()
  })

  test.each([
    ['is not JSON', '{"openapi": ', /^.*bad\.json can't be read as JSON: .+\.$/],
    ['is a list', '[]', /bad\.json holds no JSON object\.$/],
    ['is another document', { swagger: '2.0' }, /bad\.json is no OpenAPI 3 document\.$/],
    ['has no operation', { openapi: '3.0.0', info: {}, paths: {} }, /bad\.json describes no operation\.$/],
    [
      'has a missing reference',
      fileWith({ $ref: '#/components/schemas/None' }),
      /^The reference #\/components\/schemas\/None in bad\.json leads nowhere\.$/,
    ],
    [
      'refers to a file that is not there',
      fileWith({ $ref: 'none.json#/components/schemas/None' }),
      /^There is no file .*none\.json\.$/,
    ],
    [
      'has a schema within itself',
      fileWith(
        { $ref: '#/components/schemas/Node' },
        { Node: { type: 'object', properties: { next: { $ref: '#/components/schemas/Node' } } } },
      ),
      /^Node contains itself: such a schema is not supported\.$/,
    ],
    [
      'is nested too deep',
      fileWith(JSON.parse(`${'{"items":'.repeat(200)}{}${'}'.repeat(200)}`)),
      /^The file is nested deeper than 100 levels\.$/,
    ],
  ])('BR-274 a file that %s is refused in one sentence', (_, content, sentence) => {
    const file = write('bad.json', content)
    expect(() => loadSpec(file)).toThrow(sentence)
  })

  test('BR-274 a file that is missing, a folder or too large is refused in one sentence', () => {
    expect(() => loadSpec(join(folder, 'none.json'))).toThrow(/^There is no file .*none\.json\.$/)
    expect(() => loadSpec(folder)).toThrow(/^There is no file .*\.$/)
    const large = write('large.json', '{}')
    truncateSync(large, 17 * 1024 ** 2)
    expect(() => loadSpec(large)).toThrow(/large\.json is larger than 16 MiB\.$/)
  })

  test('BR-274 a file that refers to too many others is refused in one sentence', () => {
    for (let at = 0; at < 20; at++) {
      write(`part-${at}.json`, { part: { $ref: `part-${at + 1}.json#/part` } })
    }
    const file = write('first.json', fileWith({ $ref: 'part-0.json#/part' }))
    expect(() => loadSpec(file)).toThrow('The file refers to more than 16 others.')
  })
})
