import { describe, expect, test } from 'vitest'
import { CommandLine } from '../../../../test/support/command-line.ts'
import { startProgram } from '../../../../test/support/program.ts'
import { highLevelOrigin } from '../../../../tools/samples/origin-markers.ts'

interface Document {
  openapi: string
  paths: Record<string, Record<string, { operationId: string; 'x-codeSamples'?: { source: string }[] }>>
}

/** A document without its samples. */
const withoutSamples = (document: Document) =>
  JSON.parse(JSON.stringify(document, (key, value) => (key === 'x-codeSamples' ? undefined : value)))

const contactd = new CommandLine()

describe('openapi', () => {
  test('prints the document that the server serves', async () => {
    const printed = await contactd.json<Document>('openapi')
    const server = await startProgram({ folder: contactd.folder })
    const served = await (
      await fetch(`${server.url}/openapi.json`, { headers: { connection: 'close' } })
    ).text()
    await server.stop()
    const expected = JSON.parse(served.replaceAll(server.url, 'http://127.0.0.1:4455'))
    expect(withoutSamples(printed)).toEqual(withoutSamples(expected))
    expect(printed.paths['/contacts/{contactId}']?.put?.operationId).toBe('update-contact')
  })

  test('prints samples for HighLevel’s own origin (BR-590)', async () => {
    const { paths } = await contactd.json<Document>('openapi')
    const samples = paths['/contacts/{contactId}']?.put?.['x-codeSamples'] ?? []
    expect(samples.length).toBe(14)
    for (const { source } of samples) expect(source).not.toMatch(/4455|127\.0\.0\.1|baseURL|<<|pit-/)
    expect(samples[0]?.source).toContain(`'${highLevelOrigin}/contacts/ocQHyuzHvysMo5N5VsXc'`)
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
