import { expect, it } from 'vitest'
import { SampleMaker } from './code-samples.ts'
import { highLevelOrigin, withOrigin } from './origin-markers.ts'

const request = {
  operationId: 'get-contact',
  method: 'GET',
  path: '/contacts/{contactId}',
  pathValues: [['contactId', 'x1']],
  queryValues: [],
  headers: {},
  body: undefined,
} as const

const samples = new SampleMaker().samplesOf(request)

const sourceOf = (label: string, origin: string): string =>
  JSON.parse(withOrigin(JSON.stringify(samples.find((one) => one.label === label)), origin)).source

it.each([
  [
    highLevelOrigin,
    'https',
    "'hostname': 'services.leadconnectorhq.com',\n  'path'",
    'HTTPSConnection("services.leadconnectorhq.com")',
  ],
  [
    'https://c.example:8443',
    'https',
    "'hostname': 'c.example',\n  'port': 8443,\n  'path'",
    'HTTPSConnection("c.example", 8443)',
  ],
  [
    'http://127.0.0.1:4455',
    'http',
    "'hostname': '127.0.0.1',\n  'port': 4455,\n  'path'",
    'HTTPConnection("127.0.0.1", 4455)',
  ],
  [
    'http://[::1]:4455',
    'http',
    "'hostname': '::1',\n  'port': 4455,\n  'path'",
    'HTTPConnection("::1", 4455)',
  ],
])('BR-590 the samples of %s call it', (origin, scheme, native, httpClient) => {
  expect(sourceOf('Node.js Native', origin)).toContain(native)
  expect(sourceOf('Node.js Native', origin)).toContain(
    `const ${scheme} = require('follow-redirects').${scheme};`,
  )
  expect(sourceOf('Python http.client', origin)).toContain(httpClient)
  expect(sourceOf('Ruby', origin)).toContain(`URI("${origin}/contacts/x1")`)
  const isHighLevel = origin === highLevelOrigin
  expect(sourceOf('Node.js SDK', origin).includes(`.baseURL = '${origin}'\n`)).toBe(!isHighLevel)
})

it('replaces nothing but the markers', () => {
  expect(withOrigin('"a << b, <<other>>, <<origin"', highLevelOrigin)).toBe('"a << b, <<other>>, <<origin"')
})
