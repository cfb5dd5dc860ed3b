import { execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { examplePerson } from '../example-data.ts'
import { cpuTimeOfTreeUs } from '../process-facts.ts'
import { type PlainServer, startPlain } from '../servers.ts'
import { adopt, cleanEnvironment } from '../workspace.ts'
import type { FilledLocation } from './load-process.ts'

const fillersAtOnce = 16

/** A build of contactd with its own database, and the servers that measure it. */
export interface BuildUnderLoad {
  locations: FilledLocation[]
  companyToken: string
  /** The port of the server whose connection to the database has this latency. */
  portAt(delayMs: number): number
  /** The total CPU time of its servers, in microseconds. */
  cpuTimeUs(): number
  stop(): Promise<void>
}

export interface BuildOrder {
  /** A built checkout. */
  checkout: string
  /** An empty database. */
  databaseUrl: string
  locations: number
  contactsPerLocation: number
  /** The latencies of the connections to the database, in milliseconds each way. */
  delaysMs: readonly number[]
  workspace: string
}

/** Fills the database with the build itself, and starts a server for each latency. */
export async function startBuild(order: BuildOrder): Promise<BuildUnderLoad> {
  const { checkout, databaseUrl, workspace, delaysMs } = order
  const launcher = join(checkout, 'bin/contactd')
  const command = <Made>(...args: string[]): Made =>
    JSON.parse(
      execFileSync(launcher, [...args, '--database', databaseUrl, '--json'], {
        cwd: workspace,
        env: cleanEnvironment(),
        stdio: ['ignore', 'pipe', 'ignore'],
        encoding: 'utf8',
      }),
    )
  const tokenOf = (...place: string[]) =>
    command<{ token: string }>('token', 'create', ...place, '--scopes', scopes).token
  const places = Array.from({ length: order.locations }, (_, index) =>
    command<{ id: string; companyId: string }>('location', 'create', '--name', `Location ${index}`),
  )
  const servers = new Map<number, PlainServer>()
  for (const delayMs of delaysMs) {
    const url = delayMs === 0 ? databaseUrl : await delayed(databaseUrl, delayMs)
    servers.set(delayMs, await startPlain(workspace, ['--database', url], launcher))
  }
  const base = servers.get(delaysMs[0] ?? 0)?.url ?? ''
  const locations: FilledLocation[] = []
  for (const { id } of places)
    locations.push(await fill(base, { id, token: tokenOf('--location', id) }, order.contactsPerLocation))
  return {
    locations,
    companyToken: tokenOf('--company', places[0]?.companyId ?? ''),
    portAt: (delayMs) => Number(new URL(servers.get(delayMs)?.url ?? '').port),
    cpuTimeUs: () => [...servers.values()].reduce((sum, { pid }) => sum + cpuTimeOfTreeUs(pid), 0),
    async stop() {
      for (const server of servers.values()) await server.stop()
    },
  }
}

const scopes = 'contacts.readonly,contacts.write,locations/customFields.write'

async function fill(
  base: string,
  { id: locationId, token }: { id: string; token: string },
  contacts: number,
): Promise<FilledLocation> {
  const post = async <Made>(path: string, body: object): Promise<Made> => {
    const headers = {
      authorization: `Bearer ${token}`,
      version: '2021-07-28',
      'content-type': 'application/json',
    }
    const reply = await fetch(`${base}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!reply.ok) throw new Error(`POST ${path} was answered with ${reply.status}: ${await reply.text()}`)
    return (await reply.json()) as Made
  }
  const field = { name: 'Note', dataType: 'TEXT', model: 'contact' }
  const { customField } = await post<{ customField: { id: string } }>(
    `/locations/${locationId}/customFields`,
    field,
  )
  const contactIds: string[] = []
  let next = 0
  const fillOne = async () => {
    while (next < contacts) {
      const { email, phone, firstName, lastName, city, tags } = examplePerson(next++)
      const person = { locationId, email, phone, firstName, lastName, city, tags }
      contactIds.push((await post<{ contact: { id: string } }>('/contacts/', person)).contact.id)
    }
  }
  await Promise.all(Array.from({ length: fillersAtOnce }, fillOne))
  return { token, customFieldId: customField.id, contactIds }
}

/** The URL of the database through a slower connection. */
async function delayed(databaseUrl: string, delayMs: number): Promise<string> {
  const url = new URL(databaseUrl)
  const file = fileURLToPath(new URL('delay-proxy.ts', import.meta.url))
  const proxy = adopt(fork(file, [url.port, String(delayMs)]))
  const [port] = (await once(proxy, 'message')) as [number]
  url.port = String(port)
  return url.href
}
