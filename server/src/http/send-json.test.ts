import Fastify from 'fastify'
import { afterAll, describe, expect, it } from 'vitest'
import { jsonList, sendJson } from './send-json.ts'

const app = Fastify()
let parts: string | (string | Uint8Array)[] = ''
app.get('/', (_request, reply) => sendJson(reply, parts))
app.get('/awaited', async (_request, reply) => sendJson(reply.code(201), parts))
afterAll(() => app.close())

const utf8 = (text: string) => new TextEncoder().encode(text)

describe('sendJson', () => {
  it.each<[string, string | (string | Uint8Array)[]]>([
    ['a short text', '{"a":"€"}'],
    ['short parts', ['{"a":', '"€"', '}']],
    ['a long text', JSON.stringify('€'.repeat(1_000_000))],
    ['a long text of pairs, wherever it is cut', JSON.stringify(`a${'👩‍👩‍👧'.repeat(150_000)}`)],
    ['many parts', jsonList(Array.from({ length: 100_000 }, (_, index) => `"part ${index}"`))],
    ['short parts in UTF-8', ['{"a":', utf8('"€"'), '}']],
    ['long parts in UTF-8', ['["é",', utf8(JSON.stringify('€'.repeat(300_000))), ',"', utf8('é'), '"]']],
    ['long parts', jsonList([JSON.stringify('x'.repeat(600_000)), JSON.stringify('é'.repeat(300_000))])],
  ])('%s', async (_what, json) => {
    parts = json
    const bytes = typeof json === 'string' ? [utf8(json)] : json.map((part) => Buffer.from(part))
    const whole = Buffer.concat(bytes).toString()
    for (const [url, status] of [
      ['/', 200],
      ['/awaited', 201],
    ] as const) {
      const reply = await app.inject(url)
      expect(reply.statusCode).toBe(status)
      expect(reply.headers['content-type']).toBe('application/json; charset=utf-8')
      expect(reply.headers['content-length']).toBe(String(Buffer.byteLength(whole)))
      expect(reply.body === whole).toBe(true)
    }
  })

  it('an empty list', () => expect(jsonList([]).join('')).toBe('[]'))
})
