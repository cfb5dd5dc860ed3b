import { describe, expect, test } from 'vitest'
import { CommandLine } from '../../../../test/support/command-line.ts'
import { startProgram } from '../../../../test/support/program.ts'

interface Document {
  openapi: string
  paths: Record<string, Record<string, { operationId: string }>>
}

const contactd = new CommandLine()

describe('openapi', () => {
  test('prints the document that the server serves', async () => {
    const printed = await contactd.json<Document>('openapi')
    const server = await startProgram({ folder: contactd.folder })
    const served = await (await fetch(`${server.url}/openapi.json`)).text()
    await server.stop()
    expect(printed).toEqual(JSON.parse(served.replaceAll(server.url, 'http://127.0.0.1:4455')))
    expect(printed.paths['/contacts/{contactId}']?.put?.operationId).toBe('update-contact')
  })

  test('prints it for people without --json', async () => {
    const { code, stdout } = await contactd.run(['openapi', '--api-version', '2021-07-28'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^\{\n {2}"openapi": "3\.0\.3",\n/)
    expect(JSON.parse(stdout)).toEqual(await contactd.json('openapi'))
  })

  test('prints the document of v3 (BR-205)', async () => {
    const printed = await contactd.json<Document>('openapi', '--api-version', 'v3')
    expect(printed.paths['/oauth/location-token']?.post?.operationId).toBe('get-location-access-token')
    expect(printed.paths).not.toHaveProperty('/oauth/locationToken')
  })

  test('refuses an unsupported version', async () => {
    const { code, stdout, stderr } = await contactd.run(['openapi', '--api-version', '1999-01-01'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('Allowed choices are 2021-07-28')
  })
})
