import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { inject } from '../../../test/support/inject.ts'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import { ConsoleFiles } from './console-files.ts'

const server = useTestServer()

const get = (url: string, headers: Record<string, string> = {}) =>
  inject(server.app, { method: 'GET', url, headers: { host: 'localhost', ...headers } })

it('BR-803 the page of the console has a policy with a nonce of its own', async () => {
  const [first, second] = [await get('/console'), await get('/console/contacts/a/b?q=c')]
  const nonces = [first, second].map(({ statusCode, headers, body }) => {
    const policy = String(headers['content-security-policy'])
    const nonce = /style-src 'self' 'nonce-([\w+/]{24})'/.exec(policy)?.[1] ?? ''
    expect([statusCode, headers['cache-control']]).toEqual([200, 'no-store'])
    expect(policy).toContain("default-src 'none'; script-src 'self';")
    expect(policy).not.toContain('unsafe')
    expect(body).toContain(`content="${nonce}"`)
    expect(body).not.toMatch(/<script(?![^>]* src=)|<style|https?:\/\//)
    return nonce
  })
  expect(nonces[0]).not.toBe(nonces[1])
})

it('BR-803 the files of the console are compressed, and cached for good', async () => {
  const script = /src="(\/console\/assets\/[^"]+\.js)"/.exec((await get('/console')).body)?.[1] ?? ''
  const plain = await get(script)
  expect(plain.headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'accept-encoding',
  })
  const brotli = await get(script, { 'accept-encoding': 'gzip, deflate, br' })
  expect(brotli.headers['content-encoding']).toBe('br')
  expect(brotliDecompressSync(brotli.rawPayload).toString()).toBe(plain.body)
  const gzip = await get(script, { 'accept-encoding': 'gzip' })
  expect(gzip.headers['content-encoding']).toBe('gzip')
  expect(gunzipSync(gzip.rawPayload).toString()).toBe(plain.body)
  const refused = await get(script, { 'accept-encoding': 'br;q=0, gzip; q=0.0, x-br' })
  expect([refused.headers['content-encoding'], refused.body]).toEqual([undefined, plain.body])
})

it('BR-803 the files are found that are built after the first request, and read again after a failure', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'contactd-console-'))
  try {
    const files = new ConsoleFiles(folder)
    expect([await files.page(), await files.asset('a.js')]).toEqual([undefined, undefined])
    mkdirSync(join(folder, 'assets'))
    writeFileSync(join(folder, 'assets/a.js.br'), 'br')
    await expect(files.asset('a.js')).rejects.toThrow('ENOENT')
    writeFileSync(join(folder, 'assets/a.js.gz'), 'gzip')
    expect(await files.asset('a.js')).toMatchObject({ type: 'text/javascript; charset=utf-8' })
    mkdirSync(join(folder, 'index.html'))
    await expect(files.page()).rejects.toThrow('EISDIR')
    rmSync(join(folder, 'index.html'), { recursive: true })
    writeFileSync(join(folder, 'index.html'), 'page')
    expect(await files.page()).toBe('page')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

it.each(['/console/assets/unknown.js', '/console/assets/..%2Findex.html', '/console/assets/index.html'])(
  'BR-803 there is no file %s',
  async (url) => {
    expect((await get(url)).statusCode).toBe(404)
  },
)
