import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'

const { WEBHOOK_SECRET = '', PORT = '3000' } = process.env
const key = Buffer.from(WEBHOOK_SECRET.replace(/^whsec_/, ''), 'base64')
if (key.length === 0) {
  console.error('Set WEBHOOK_SECRET to the secret that `contactd webhook create` printed: whsec_…')
  process.exit(1)
}

function isSigned({ 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': given = '' }, body) {
  const isFresh = Math.abs(Date.now() / 1000 - Number(time)) < 300
  const signature = Buffer.from(
    `v1,${createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64')}`,
  )
  return (
    isFresh && given.length === signature.length && timingSafeEqual(Buffer.from(given, 'latin1'), signature)
  )
}

const server = createServer(async (request, response) => {
  const body = await text(request)
  const isValid = isSigned(request.headers, body)
  if (isValid) console.log(body)
  else console.error('Refused a request that WEBHOOK_SECRET has not signed in the last five minutes.')
  response.writeHead(isValid ? 204 : 401).end()
})
server.listen(Number(PORT), '127.0.0.1', () =>
  console.error(`Listening on http://127.0.0.1:${server.address().port}/`),
)
