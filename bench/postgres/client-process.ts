/**
 * The transaction in place of pgbench: 64 connections of the `pg` package, whose prepared statements it sends one
 * after the other. Takes an order over IPC, and answers what it did.
 */
import pg from 'pg'
import { percentile } from '../statistics.ts'
import { contactIdOf } from './contact-ids.ts'
import { transaction } from './transaction.ts'

export interface ClientOrder {
  url: string
  locationId: string
  contacts: number
  connections: number
  durationMs: number
}

export interface ClientResult {
  transactions: number
  elapsedMs: number
  p50Ms: number
  p99Ms: number
  /** CPU time that the clients took, in microseconds. */
  cpuUs: number
}

process.on('message', async (order: ClientOrder) => process.send?.(await run(order)))

async function run(order: ClientOrder): Promise<ClientResult> {
  const clients = Array.from({ length: order.connections }, () => new pg.Client(order.url))
  await Promise.all(clients.map((client) => client.connect()))
  const latenciesMs: number[] = []
  const cpuBefore = process.cpuUsage()
  const startedAt = performance.now()
  await Promise.all(
    clients.map(async (client) => {
      for (let at = startedAt; at < startedAt + order.durationMs; ) {
        await update(client, order)
        const now = performance.now()
        latenciesMs.push(now - at)
        at = now
      }
    }),
  )
  const elapsedMs = performance.now() - startedAt
  const { user, system } = process.cpuUsage(cpuBefore)
  await Promise.all(clients.map((client) => client.end()))
  const sorted = Float64Array.from(latenciesMs).sort()
  return {
    transactions: sorted.length,
    elapsedMs,
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
    cpuUs: user + system,
  }
}

async function update(client: pg.Client, { locationId, contacts }: ClientOrder): Promise<void> {
  const key = [locationId, contactIdOf(Math.floor(Math.random() * contacts))]
  await client.query('BEGIN')
  const found = await client.query<{ document: string }>({
    ...{ name: 'find', text: transaction.find },
    values: key,
  })
  const document = found.rows[0]?.document
  if (document === undefined) throw new Error(`There is no contact ${key[1]}.`)
  await client.query({ name: 'save', text: transaction.save, values: [...key, Date.now(), document] })
  await client.query({ name: 'note', text: transaction.note, values: key })
  await client.query('COMMIT')
}
