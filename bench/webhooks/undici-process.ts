/**
 * The limit of deliveries: posts bodies by undici, and stores nothing. It also signs them if the message asks for that: with the
 * algorithms and headers of deliveries. Answers each message with its CPU time for all bodies.
 */
import { createHmac, createSecretKey, generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** The part of undici that posts. */
interface Undici {
  Pool: new (
    origin: string,
    options: { connections: number },
  ) => {
    request(options: {
      method: string
      path: string
      headers: Record<string, string>
      body: string
    }): Promise<{ body: { dump(): Promise<void> } }>
  }
}

/** The server's: other versions cost more or less. */
const serverPackage = new URL('../../server/package.json', import.meta.url)
const { Pool } = createRequire(serverPackage)('undici') as Undici
const [url = '', connectionsText = '', bodiesFile = ''] = process.argv.slice(2)
const { origin, pathname: path } = new URL(url)
const connections = Number(connectionsText)
const bodies = JSON.parse(readFileSync(bodiesFile, 'utf8')) as string[]
const pool = new Pool(origin, { connections })
const plainHeaders = { 'content-type': 'application/json' }
const { privateKey } = generateKeyPairSync('ed25519')
const secret = createSecretKey(randomBytes(24))

function signedHeaders(body: string): Record<string, string> {
  const id = randomUUID()
  const timestamp = String(Math.floor(Date.now() / 1000))
  return {
    ...plainHeaders,
    'X-GHL-Signature': sign(null, Buffer.from(body), privateKey).toString('base64'),
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')}`,
  }
}

async function post(isSigned: boolean): Promise<void> {
  let next = 0
  const connection = async () => {
    for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) {
      const headers = isSigned ? signedHeaders(body) : plainHeaders
      const response = await pool.request({ method: 'POST', path, headers, body })
      await response.body.dump()
    }
  }
  await Promise.all(Array.from({ length: connections }, connection))
}

process.on('message', async ({ isSigned }: { isSigned: boolean }) => {
  const before = process.cpuUsage()
  await post(isSigned)
  const { user, system } = process.cpuUsage(before)
  process.send?.({ cpuUs: user + system })
})
