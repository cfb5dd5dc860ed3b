import { afterAll, beforeAll, expect, it } from 'vitest'
import { HttpClient } from '../../../test/support/http-client.ts'
import type { Contactd, TestLocation } from './contactd.ts'
import { startContactd } from './start-contactd.ts'

const tests = 64
/** Of all tests together; each round of a test is five. */
const operations = process.env.CONTACTD_TEST_LONG ? 100_000 : 3200
const rounds = Math.ceil(operations / tests / 5)
const timeout = 600_000

interface Contact {
  id: string
  locationId: string
  email: string
  city?: string
  tags: string[]
}

let contactd: Contactd
beforeAll(async () => {
  contactd = await startContactd()
})
afterAll(() => contactd.close())

/** A test of somebody's: all have the same email addresses, and each looks for its own city and tag. */
async function runTest(number: number): Promise<TestLocation & { contactId: string; calls: number }> {
  const plain = new HttpClient({ url: contactd.url, token: '' })
  const made = await plain.call<TestLocation>('POST', '/_contactd/dev/locations', {})
  plain.close()
  expect(made.status).toBe(201)
  const { locationId, token } = made.body
  const client = new HttpClient({ url: contactd.url, token })
  const city = `City ${number}`
  const kept = new Map<string, string>()
  let calls = 0
  const call = async <Body>(...request: Parameters<HttpClient['call']>) => {
    calls++
    const reply = await client.call<Body>(...request)
    expect(reply.status, `${request.join(' ')}: ${reply.text}`).toBeLessThan(300)
    return reply.body
  }
  for (let round = 0; round < rounds; round++) {
    const email = `person-${round}@example.com`
    const { contact } = await call<{ contact: Contact }>('POST', '/contacts/', { locationId, email })
    await call('PUT', `/contacts/${contact.id}`, { city })
    await call('POST', `/contacts/${contact.id}/tags`, { tags: [`test-${number}`] })
    const got = await call<{ contact: Contact }>('GET', `/contacts/${contact.id}`)
    expect(got.contact).toMatchObject({ locationId, email, city, tags: [`test-${number}`] })
    kept.set(contact.id, email)
    if (round % 4 === 3) {
      await call('DELETE', `/contacts/${contact.id}`)
      kept.delete(contact.id)
      continue
    }
    const listed = await call<{ contacts: Contact[]; meta: { total: number } }>(
      'GET',
      `/contacts/?locationId=${locationId}&limit=20`,
    )
    expect(listed.meta.total).toBe(kept.size)
    for (const row of listed.contacts) {
      expect({ ...row }).toMatchObject({
        locationId,
        city,
        email: kept.get(row.id),
        tags: [`test-${number}`],
      })
    }
  }
  client.close()
  return { ...made.body, contactId: [...kept.keys()][0] ?? '', calls }
}

it(`BR-606 ${tests} tests at the same time do not see one another`, { timeout }, async () => {
  const since = performance.now()
  const done = await Promise.all(Array.from({ length: tests }, (_, number) => runTest(number)))
  const seconds = (performance.now() - since) / 1000
  const calls = done.reduce((sum, test) => sum + test.calls, 0)
  expect(calls).toBeGreaterThanOrEqual(operations)
  if (process.env.CONTACTD_TEST_LONG) {
    console.info(`${calls} operations of ${tests} tests in ${seconds.toFixed(1)} s`)
  }
  expect(new Set(done.map(({ locationId }) => locationId)).size).toBe(tests)

  for (const [index, { token }] of done.entries()) {
    const other = done[(index + 1) % tests]
    const client = new HttpClient({ url: contactd.url, token })
    const reply = await client.call('GET', `/contacts/${other?.contactId}`)
    expect(reply.status, reply.text).toBeGreaterThanOrEqual(400)
    client.close()
    const { requests } = await contactd.requests({ locationId: `${other?.locationId}`, limit: 50 })
    expect(new Set(requests.map(({ token }) => token)).size).toBe(1)
  }
})
