/**
 * Measures one start of `startContactd` from the built package in this process, then resets and restores over HTTP, and prints
 * the figures as JSON: milliseconds, of CPU for the start.
 */
import { monotonicMs } from '../server/src/lib/clock.ts'
import { percentile } from './report.ts'

interface Contactd {
  url: string
  token: string
  close(): Promise<void>
}

const rounds = 20
const cpuMs = (since: NodeJS.CpuUsage) => {
  const { user, system } = process.cpuUsage(since)
  return (user + system) / 1000
}

const before = process.cpuUsage()
const { startContactd } = await import(new URL('../server/dist/start-contactd.js', import.meta.url).href)
const loadedMs = cpuMs(before)
const atStart = process.cpuUsage()
const contactd: Contactd = await startContactd({ seed: 'demo' })
const startedMs = cpuMs(atStart)

const control = async (method: string, path: string, body?: object) => {
  const response = await fetch(`${contactd.url}/_contactd/dev${path}`, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path} was ${response.status}: ${text}`)
}

/** Adds contacts in locations of their own. */
const addContacts = async (count: number) => {
  const contacts = Array.from({ length: count }, (_, n) => ({
    firstName: `First ${n}`,
    lastName: `Last ${n}`,
    email: `person-${n}@example.com`,
    companyName: 'Blue Door Realty',
    city: 'Denver',
    tags: ['customer', 'vip'],
  }))
  await control('POST', '/locations', { allowDuplicateContact: true, seed: { contacts } })
}

/** The median of some rounds. Each begins after a write and a search, which the exchange must forget. */
const medianOf = async (request: () => Promise<void>): Promise<number> => {
  const times: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    await use()
    const since = monotonicMs()
    await request()
    times.push(monotonicMs() - since)
  }
  return percentile(
    times.toSorted((a, b) => a - b),
    0.5,
  )
}

const use = async () => {
  const headers = {
    authorization: `Bearer ${contactd.token}`,
    version: '2021-07-28',
    'content-type': 'application/json',
  }
  const at = `${contactd.url}/contacts`
  await (
    await fetch(`${at}/ocQHyuzHvuMOe5N5jjXF`, { method: 'PUT', headers, body: '{"city":"Aden"}' })
  ).text()
  await (await fetch(`${at}/?locationId=ve9EPM428h8vShlRW1KT`, { headers })).text()
}

await addContacts(800)
// A reset is the restoring of the seed, which has 200 contacts: with 1,000, it is measured by a snapshot.
await control('PUT', '/snapshots/thousand')
const resetMs = await medianOf(() => control('POST', '/reset'))
const thousandMs = await medianOf(() => control('POST', '/snapshots/thousand/restore'))
await control('POST', '/reset')
await addContacts(9_800)
const takenSince = monotonicMs()
await control('PUT', '/snapshots/many')
const takenMs = monotonicMs() - takenSince
const manyMs = await medianOf(() => control('POST', '/snapshots/many/restore'))
await contactd.close()
console.log(JSON.stringify({ loadedMs, startedMs, resetMs, thousandMs, takenMs, manyMs }))
