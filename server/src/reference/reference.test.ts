import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DemoServer, startDemoServer } from '../../../test/support/demo-server.ts'
import { startTestServer } from '../../../test/support/server.ts'
import { countryCodes } from '../lib/countries.ts'

let server: DemoServer
beforeAll(async () => {
  server = await startDemoServer()
})
afterAll(() => server.close())

const get = async (path: string) => {
  const reply = await fetch(`${server.url}${path}`)
  return { status: reply.status, headers: Object.fromEntries(reply.headers), text: await reply.text() }
}

/** Requests a path from a new server, then `/healthz`. @returns the one that responds first. */
async function firstAnswered(path: string): Promise<string | undefined> {
  const fresh = await startTestServer()
  await fresh.app.ready()
  const answered: string[] = []
  const ask = async (asked: string) => {
    expect((await fresh.call('GET', asked)).status).toBe(200)
    answered.push(asked)
  }
  await Promise.all([ask(path), ask('/healthz')])
  await fresh.close()
  return answered[0]
}

const scriptOf = (page: string) => /<script src="([^"]+)">/.exec(page)?.[1] ?? ''

describe('/docs', () => {
  it.each(['/docs', '/docs/', '/docs/v3', '/docs/v3/', '/docs/countries', '/docs/countries/'])(
    '%s is a page into which nothing else can be injected',
    async (path) => {
      const { status, headers, text } = await get(path)
      expect(status).toBe(200)
      expect(text).toMatch(/^<!doctype html>/)
      expect(headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      })
      expect(headers['content-security-policy']).toMatch(/^default-src 'none';.* frame-ancestors 'none'$/)
      expect(headers['content-security-policy']).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]*unsafe/)
    },
  )

  it('refers to no other server', async () => {
    const { text } = await get('/docs')
    expect(text).not.toMatch(/https?:\/\//)
  })

  it('shows the document of its versions (BR-205)', async () => {
    const documents = ['/docs', '/docs/v3'].map(async (path) => {
      const { text } = await get(path)
      return /&quot;url&quot;:&quot;([^&]+)&quot;/.exec(text)?.[1]
    })
    expect(await Promise.all(documents)).toEqual(['/openapi.json', '/openapi.json?version=v3'])
  })

  it("has the demo's token filled in, and no token without the demo", async () => {
    expect((await get('/docs')).text).toContain(server.token)
    const plain = await startTestServer()
    const { text } = await plain.call('GET', '/docs')
    await plain.close()
    expect(text).not.toContain('pit-')
  })

  it('loads its script from this server, complete and compressed, and cacheable forever', async () => {
    const path = scriptOf((await get('/docs')).text)
    expect(path).toMatch(/^\/docs\/scalar-\d+\.\d+\.\d+\.js$/)
    const plain = await fetch(`${server.url}${path}`, { headers: { 'accept-encoding': 'identity' } })
    const gzipped = await fetch(`${server.url}${path}`, { headers: { 'accept-encoding': 'gzip' } })
    expect(plain.headers.get('content-encoding')).toBeNull()
    expect(gzipped.headers.get('content-encoding')).toBe('gzip')
    for (const reply of [plain, gzipped]) {
      expect(Object.fromEntries(reply.headers)).toMatchObject({
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': 'public, max-age=31536000, immutable',
        vary: 'accept-encoding',
      })
    }
    expect(await gzipped.text()).toBe(await plain.text())
  })
})

describe('/openapi.json', () => {
  it.each(['/openapi.json', '/openapi.json?version=v3', '/openapi.json?samples=none'])(
    'BR-485 is built in turns without blocking other requests: %s',
    async (path) => expect(await firstAnswered(path)).toBe('/healthz'),
  )
})

describe('the samples of /openapi.json', () => {
  const documentOf = async (path: string, host?: string) => {
    const plain = await startTestServer()
    const { text } = await plain.call('GET', path, undefined, host === undefined ? {} : { host })
    await plain.close()
    return JSON.parse(text) as {
      paths: Record<
        string,
        Record<string, { 'x-codeSamples'?: { lang: string; label: string; source: string }[] }>
      >
    }
  }
  const operationsOf = async (path: string) =>
    Object.values((await documentOf(path)).paths).flatMap((methods) => Object.values(methods))

  it.each(['', '?version=v3'])(
    'BR-590 are complete for every operation, without a token: %s',
    async (query) => {
      for (const { 'x-codeSamples': samples = [] } of await operationsOf(`/openapi.json${query}`)) {
        const labels = samples.map(({ label }) => label).filter((label) => label !== 'Node.js SDK')
        expect(labels).toEqual([
          'curl',
          'Node.js Axios',
          'Node.js Native',
          'Node.js Request',
          'Node.js Unirest',
          'Node.js fetch',
          'Python http.client',
          'Python Requests',
          'PHP cURL',
          'Java OkHttp',
          'Go',
          'Ruby',
          'PowerShell',
        ])
        for (const { source } of samples) {
          expect(source).toContain('YOUR_SECRET_TOKEN')
          expect(source).not.toMatch(/<<\w+>>|origin\.invalid|__\w+#%0|Bearer pit-/)
        }
      }
    },
  )

  it('BR-590 call the origin that was asked', async () => {
    const { paths } = await documentOf('/openapi.json', 'localhost:4466')
    for (const { label, source } of paths['/contacts/{contactId}']?.put?.['x-codeSamples'] ?? []) {
      const address = ['Node.js Native', 'Python http.client'].includes(label)
        ? /'hostname': 'localhost',\n {2}'port': 4466,|\.HTTPConnection\("localhost", 4466\)/
        : /http:\/\/localhost:4466/
      expect(source, label).toMatch(address)
      expect(source, label).not.toContain('leadconnectorhq')
    }
  })

  it('BR-591 are left out on request', async () => {
    const operations = await operationsOf('/openapi.json?samples=none')
    expect(operations.length).toBeGreaterThan(90)
    expect(operations.filter((operation) => 'x-codeSamples' in operation)).toEqual([])
  })
})

describe('/ (BR-446)', () => {
  const ask = async (accept: string | undefined, method = 'GET') => {
    const reply = await fetch(server.url, { method, headers: accept === undefined ? {} : { accept } })
    return { status: reply.status, headers: Object.fromEntries(reply.headers), text: await reply.text() }
  }

  it.each([
    'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8',
    'text/html',
    'application/xml, TEXT/HTML;q=0.1',
  ])('is a page with a link to the reference for a browser that accepts %s', async (accept) => {
    const { status, headers, text } = await ask(accept)
    expect(status).toBe(200)
    expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', vary: 'accept' })
    expect(headers['content-security-policy']).toMatch(/^default-src 'none';.* frame-ancestors 'none'$/)
    for (const [, href = ''] of text.matchAll(/<a href="([^"]+)"/g))
      expect((await get(href)).status).toBe(200)
    expect(text).toContain('<a href="/docs">')
  })

  it.each([
    undefined,
    '*/*',
    'application/json',
    'application/json, text/plain, */*',
    'text/html;q=0, */*',
    'text/*',
  ])('is an unknown path for a program that accepts %s', async (accept) => {
    const { status, text, headers } = await ask(accept)
    expect([status, JSON.parse(text)]).toEqual([
      404,
      { message: 'Cannot GET /', error: 'Not Found', statusCode: 404 },
    ])
    expect(headers).toHaveProperty('x-ratelimit-remaining')
  })

  it('is an unknown path for another method', async () => {
    expect((await ask('text/html', 'POST')).status).toBe(404)
    expect((await ask('*/*', 'HEAD')).status).toBe(404)
  })
})

describe('/llms.txt (BR-626)', () => {
  it('leads to the documents of the server that was asked', async () => {
    const { status, headers, text } = await get('/llms.txt')
    expect(status).toBe(200)
    expect(headers['content-type']).toBe('text/plain; charset=utf-8')
    const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link)
    expect(links).toEqual(
      expect.arrayContaining([`${server.url}/docs`, `${server.url}/openapi.json?samples=none`]),
    )
    for (const link of links) {
      expect(link).toMatch(/^http:\/\/127\.0\.0\.1:/)
      expect((await fetch(link)).status).toBe(200)
    }
    expect(text.length).toBeLessThan(2500)
  })

  it('names the command and the documents of the project', async () => {
    const { text } = await get('/llms.txt')
    expect(text).toContain('`contactd mcp`')
    const files = [...text.matchAll(/\bdocs\/[a-z]+\.md\b/g)].map(([file]) => file)
    expect([...new Set(files)]).toEqual(['docs/mcp.md', 'docs/behaviour.md', 'docs/testing.md'])
    for (const file of files)
      expect(existsSync(fileURLToPath(new URL(`../../../${file}`, import.meta.url)))).toBe(true)
    expect(text).not.toMatch(/pit-/)
  })
})

describe('/docs/countries', () => {
  it('has every code of the field country, with its name', async () => {
    const { text } = await get('/docs/countries')
    const listed = [...text.matchAll(/<code>([A-Z]{2})<\/code> ([^<]+)</g)]
    expect(listed.map(([, code]) => code).sort()).toEqual([...countryCodes].sort())
    expect(listed.map(([, code, name]) => `${code} ${name}`)).toEqual(
      expect.arrayContaining(['US United States', 'AG Antigua &amp; Barbuda', 'AN Netherlands Antilles']),
    )
  })
})
