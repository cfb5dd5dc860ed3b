import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { buffer, text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CodeSample, SampleMaker } from './code-samples.ts'
import { withOrigin } from './origin-markers.ts'
import { canRun, runnerOf } from './runners.ts'
import { type SampledRequest, sampleFile } from './sampled-request.ts'

/** What some language or shell treats specially, in the middle of text. */
const hostile = [
  `it's "quoted", \`ticked\` and \\ \\\\ \\n \\u0041 \\`,
  // biome-ignore lint/suspicious/noTemplateCurlyInString: other languages fill it in.
  '$HOME ${HOME} $(id) $x #{1 + 1} #$0 #@x %s %d %20 %% {0} {{x}} <?php ?> <%= 1 %> //*/ -- ;',
  `""" ''' \`\`\` ‘single’ “double” é ü 😀 \u2028 \u0001 \u007f`,
  '"@',
  "'@",
  'EOF\r',
  '__END__\t.',
].join('\n')

const body = {
  text: hostile,
  [hostile]: 'a key',
  words: ['true', 'null', 'None', '', 'x'],
  values: [true, false, null, 0, -1.5, 1e21, 12345678901],
  nested: { list: [[], {}], deeper: { deepest: [hostile] } },
}

const headers = { Authorization: 'Bearer YOUR_SECRET_TOKEN', Version: '2021-07-28' }
const contact = { pathValues: [['contactId', 'x1']], queryValues: [] } as const

/** Requests with text that some language treats specially; the first has it in names and values of its body. */
export const hostileRequests: SampledRequest[] = [
  {
    ...contact,
    operationId: 'update-contact',
    method: 'PUT',
    path: '/contacts/{contactId}',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: { json: body },
  },
  {
    ...contact,
    operationId: 'remove-tags',
    method: 'DELETE',
    path: '/contacts/{contactId}/tags',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: { json: { tags: [hostile] } },
  },
  {
    ...contact,
    operationId: 'delete-contact',
    method: 'DELETE',
    path: '/contacts/{contactId}',
    headers,
    body: undefined,
  },
  {
    operationId: 'get-duplicate-contact',
    method: 'GET',
    path: '/contacts/search/duplicate',
    pathValues: [],
    queryValues: [
      ['locationId', 'x1'],
      ['number', '+1 555'],
      ['email', `${hostile}&=?#[]`],
    ],
    headers,
    body: undefined,
  },
  {
    operationId: 'upload-file-customFields',
    method: 'POST',
    path: '/locations/{locationId}/customFields/upload',
    pathValues: [['locationId', 'x1']],
    queryValues: [],
    headers,
    body: 'file',
  },
]

interface Received {
  method: string | undefined
  path: string
  query: [string, string][]
  headers: Record<string, unknown>
  body: string
}

const maker = new SampleMaker()

/** The program that sends a request. @param label names its language, as the reference does. */
export function sampleOf(request: SampledRequest, label: string, origin: string): string {
  const sample = maker.samplesOf(request).find((one) => one.label === label)
  if (sample === undefined) throw new Error(`${request.operationId} has no sample ${label}.`)
  return (JSON.parse(withOrigin(JSON.stringify(sample), origin)) as CodeSample).source
}

/** Receives the requests of the programs. */
const received: Received[] = []
const receiver = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost')
  const { method, headers } = request
  const content = (await buffer(request)).toString()
  received.push({ method, path: pathname, query: [...searchParams], headers, body: content })
  response.setHeader('content-type', 'application/json').end('{"ok":true}')
})

/** The programs run here, from where Node.js finds the packages. */
const folder = fileURLToPath(new URL(`../../test-results/samples-${process.pid}`, import.meta.url))
/** Runs a program. @returns what it sent. */
async function sentBy(lang: string, source: string): Promise<Received> {
  const { file, command, args } = runnerOf(lang)
  writeFileSync(join(folder, file), source)
  received.splice(0)
  const child = spawn(command, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  expect(received.length, `${output}${errors}`).toBe(1)
  expect(output, errors).toMatch(/ok/)
  return received[0] as Received
}

const labels = maker
  .samplesOf(hostileRequests[0] as SampledRequest)
  .map(({ lang, label }) => ({ lang, label }))
  .filter(({ lang }) => lang !== 'powershell')

/** The tests that the programs of requests send what is meant. A language that the machine lacks is skipped. */
export function runSamples(requests: readonly SampledRequest[]): void {
  let origin: string
  beforeAll(async () => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{}')
    writeFileSync(join(folder, sampleFile.name), sampleFile.text)
    await once(receiver.listen(0, '127.0.0.1'), 'listening')
    origin = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
  })
  afterAll(() => {
    receiver.close()
    receiver.closeAllConnections()
    rmSync(folder, { recursive: true })
  })

  describe.each(labels)('the sample $label', { timeout: 120_000 }, ({ lang, label }) => {
    it.runIf(canRun(lang)).each(requests)('BR-590 sends what is meant: $operationId', async (request) => {
      const sent = await sentBy(lang, sampleOf(request, label, origin))
      expect(sent.method).toBe(request.method)
      expect(sent.path).toBe(request.path.replace(/\{\w+\}/, 'x1'))
      expect(sent.query).toEqual(request.queryValues)
      expect(sent.headers).toMatchObject({
        authorization: 'Bearer YOUR_SECRET_TOKEN',
        version: expect.any(String),
      })
      if (request.body === 'file') {
        expect(sent.headers['content-type']).toMatch(/^multipart\/form-data; ?boundary=/)
        expect(sent.body).toMatch(/; name="?file"?; filename="?hello\.txt"?\r\n(.+\r\n)*\r\nHello\r\n/)
      } else if (request.body) {
        expect(sent.headers['content-type']).toMatch(/^application\/json/)
        expect(JSON.parse(sent.body)).toEqual(request.body.json)
      } else expect(sent.body).toBe('')
    })
  })
}
