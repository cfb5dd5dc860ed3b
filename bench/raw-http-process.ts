/**
 * The cost of Node.js itself: reads a JSON body, responds with as many bytes and headers as contactd, and does nothing
 * else.
 */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { RateLimits, rateLimitHeaders } from '../server/src/http/rate-limit.ts'
import { systemClock } from '../server/src/lib/clock.ts'
import type { ExampleData } from './example-data.ts'

const [dataFile = ''] = process.argv.slice(2)
const { document } = JSON.parse(readFileSync(dataFile, 'utf8')) as ExampleData
const traceId = '494a7862-4dc9-4165-a5b2-fed3443636aa'
const limits = rateLimitHeaders(new RateLimits(systemClock, false).untouched())

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const body: unknown = chunks.length === 0 ? null : JSON.parse(Buffer.concat(chunks).toString())
    const answer = `{"succeded":${body !== null},"succeeded":true,"contact":${document},"traceId":"${traceId}"}`
    const contentType = 'application/json; charset=utf-8'
    response.writeHead(200, {
      ...limits,
      'content-type': contentType,
      'content-length': Buffer.byteLength(answer),
    })
    response.end(answer)
  })
})
server.listen(0, '127.0.0.1')
process.once('SIGTERM', () => server.close())
