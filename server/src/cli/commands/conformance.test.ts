import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CommandLine } from '../../../../test/support/command-line.ts'

const contactd = new CommandLine()

const refusal = {
  content: {
    'application/json': {
      schema: {
        type: 'object',
        required: ['statusCode', 'message'],
        properties: {
          statusCode: { type: 'number' },
          message: { type: 'string' },
          error: { type: 'string' },
        },
      },
    },
  },
}

/** A small OpenAPI file for this test with one operation that contactd serves. @param idType of a tag's id. */
const fileOfTags = (idType: string) => ({
  openapi: '3.0.0',
  info: { title: 'Tags' },
  paths: {
    '/locations/{locationId}/tags': {
      get: {
        operationId: 'list-tags',
        security: [{ bearer: ['locations/tags.readonly'] }],
        parameters: [
          { name: 'Version', in: 'header', required: true, schema: { enum: ['2021-07-28'] } },
          { name: 'locationId', in: 'path', required: true, schema: { type: 'string' } },
        ],
        responses: {
          200: {
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  properties: {
                    tags: {
                      type: 'array',
                      items: {
                        type: 'object',
                        properties: {
                          id: { type: idType },
                          name: { type: 'string' },
                          locationId: { type: 'string' },
                        },
                      },
                    },
                  },
                },
              },
            },
          },
          400: refusal,
          401: refusal,
        },
      },
    },
  },
})

function write(name: string, content: unknown): string {
  const file = join(contactd.folder, name)
  writeFileSync(file, JSON.stringify(content))
  return file
}

const right = write('right.json', fileOfTags('string'))
const wrong = write('wrong.json', fileOfTags('number'))

interface Printed {
  conforms: boolean
  files: { file: string; operations: { operationId: string; findings: { place: string }[] }[] }[]
}

describe('conformance', () => {
  test('BR-275 a conforming server ends it with 0 and a table, without colours if stdout is not a terminal', async () => {
    const { code, stdout, stderr } = await contactd.run(['conformance', '--spec', right])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^right\.json: Tags, Version 2021-07-28\n\nOPERATION +MET +SERVED +PROPERTIES/)
    expect(stdout).toMatch(
      /\nlist-tags +yes +yes +0\/0 +\d+\/\d+ +200 401 +locations\/tags\.readonly +0 known\n/,
    )
    expect(stdout).toMatch(
      /\n1\/1 operations of right\.json \(Version 2021-07-28\) are met: \d+ requests, no unexpl/,
    )
    expect(stdout).not.toContain('\x1b')
  })

  test('BR-275 any other ends it with 1, with the place, and a summary in one sentence', async () => {
    const { code, stdout, stderr } = await contactd.run(['conformance', '--spec', wrong])
    expect(code).toBe(1)
    expect(stdout).toContain(
      '\nUnexplained differences\n- answer: 200 tags[].id: is a text, not a number (list-tags)\n',
    )
    expect(stderr).toMatch(
      /^contactd: 0\/1 operations of wrong\.json .+: \d+ requests, 1 unexplained difference.+\n$/,
    )
  })

  test('BR-275 --json prints one value, and ends with 1 as well', async () => {
    const { code, stdout } = await contactd.run(['conformance', '--spec', right, '--spec', wrong, '--json'])
    expect(code).toBe(1)
    const printed = JSON.parse(stdout) as Printed
    expect(printed).toMatchObject({
      conforms: false,
      files: [
        { file: 'right.json', conforms: true },
        { file: 'wrong.json', conforms: false, operations: [{ operationId: 'list-tags', met: false }] },
      ],
    })
    expect(printed.files[1]?.operations[0]?.findings).toEqual([
      expect.objectContaining({ kind: 'answer', place: '200 tags[].id' }),
    ])
  })

  test('BR-275 another version can be requested', async () => {
    const { code, stdout } = await contactd.run([
      'conformance',
      '--spec',
      right,
      '--api-version',
      '2023-02-21',
    ])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^right\.json: Tags, Version 2023-02-21\n/)
  })

  test('BR-278 --markdown prints a page', async () => {
    const { code, stdout } = await contactd.run(['conformance', '--spec', right, '--markdown'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^# Comparison with HighLevel's OpenAPI files\n/)
    expect(stdout).toMatch(/\n## Tags, Version 2021-07-28\n/)
    expect(stdout).toMatch(/\n\| list-tags \| yes \| yes \| 0\/0 \|/)
  })

  test('BR-274 a file that cannot be used ends with 1 and one sentence', async () => {
    const missing = join(contactd.folder, 'none.json')
    expect(await contactd.run(['conformance', '--spec', missing])).toEqual({
      code: 1,
      stdout: '',
      stderr: `contactd: There is no file ${missing}.\n`,
    })
  })

  test.each([[[]], [['--spec', right, '--json', '--markdown']], [['--spec', right, '--api-version', 'v9']]])(
    '%j is a usage error',
    async (args) => {
      expect(await contactd.run(['conformance', ...args])).toMatchObject({ code: 2, stdout: '' })
    },
  )
})
