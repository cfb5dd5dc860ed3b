/** The limit of deliveries: posts bodies by undici, and does nothing else. Answers each message with its CPU time for all bodies. */
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
const headers = { 'content-type': 'application/json' }

async function post(): Promise<void> {
  let next = 0
  const connection = async () => {
    for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) {
      const response = await pool.request({ method: 'POST', path, headers, body })
      await response.body.dump()
    }
  }
  await Promise.all(Array.from({ length: connections }, connection))
}

process.on('message', async () => {
  const before = process.cpuUsage()
  await post()
  const { user, system } = process.cpuUsage(before)
  process.send?.({ cpuUs: user + system })
})
