import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'

const key = Buffer.from(process.env.WEBHOOK_SECRET.slice('whsec_'.length), 'base64')

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
  response.writeHead(isValid ? 204 : 401).end()
})
server.listen(Number(process.env.PORT ?? 3000), () => console.error(`Port ${server.address().port}`))
