import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../http/app.ts'
import { errors } from '../http/errors.ts'
import { randomKeyBytes } from '../lib/ids.ts'
import { ConsoleFiles } from './console-files.ts'

const hidden = { schema: { hide: true } }
const nonceMark = '%NONCE%'
const nonceBytes = 18

/**
 * Serves the console: its page at every path under `/console`, which then shows what the path names, and the files that
 * the page loads.
 */
export function registerConsole(app: App): void {
  const files = new ConsoleFiles()
  app.get('/console/assets/:name', hidden, async (request, reply) => {
    const { name } = request.params as { name: string }
    const file = await files.asset(name)
    if (file === undefined) throw errors.routeNotFound(request.method, request.url)
    const encoding = encodingFor(request)
    if (encoding !== undefined) reply.header('content-encoding', encoding)
    return reply
      .headers({
        'content-type': file.type,
        'cache-control': 'public, max-age=31536000, immutable',
        vary: 'accept-encoding',
        'x-content-type-options': 'nosniff',
      })
      .send(encoding === undefined ? await file.plain() : file[encoding])
  })
  const sendConsole = async (_request: FastifyRequest, reply: FastifyReply) => {
    const page = await files.page()
    const nonce = randomKeyBytes(nonceBytes).toString('base64')
    reply.code(page === undefined ? 503 : 200).headers({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': policyWith(nonce),
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    })
    return reply.send(page?.replaceAll(nonceMark, nonce) ?? notBuilt)
  }
  app.get('/console', hidden, sendConsole)
  app.get('/console/*', hidden, sendConsole)
}

function encodingFor({ headers }: FastifyRequest): 'br' | 'gzip' | undefined {
  const accepted = String(headers['accept-encoding'] ?? '')
    .split(',')
    .filter((coding) => !/;\s*q=0(?:\.0*)?\s*$/i.test(coding))
    .map((coding) => coding.split(';', 1)[0]?.trim().toLowerCase())
  return (['br', 'gzip'] as const).find((coding) => accepted.includes(coding))
}

/** Everything comes from this server. The styles that components add at run time have the page's nonce. */
const policyWith = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

const notBuilt = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>The console is not built · contactd</title>
<link rel="icon" href="data:,">
</head>
<body>
<main>
<h1>The console is not built</h1>
<p>Run <code>npm run build</code> in the folder of contactd, and load this page again.</p>
</main>
</body>
</html>
`
