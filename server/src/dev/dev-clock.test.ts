import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CommandLine } from '../../../test/support/command-line.ts'
import { api, control, send } from '../../../test/support/dev-client.ts'
import { until } from '../../../test/support/until.ts'
import { scopes } from '../auth/scopes.ts'
import type { Contactd } from './contactd.ts'
import { DevClock } from './dev-clock.ts'
import { startContactd } from './start-contactd.ts'

let contactd: Contactd
const contactdHere = new CommandLine()
beforeAll(async () => {
  // On disk, so that commands can make apps while the server runs.
  contactd = await startContactd({ database: contactdHere.database })
})
beforeEach(() => contactd.reset())
afterAll(() => contactd.close())

const path = () => `/contacts/${contactd.contactId}`
const update = async (city: string) => {
  const { body } = await api<{ contact: { dateUpdated: string } }>(contactd, 'PUT', path(), { city })
  return body.contact.dateUpdated
}

describe('BR-607 the clock', () => {
  it('runs with the system until it is moved', async () => {
    const { now, frozen } = await contactd.clock.now()
    expect(frozen).toBe(false)
    expect(now).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    expect(Math.abs(Date.parse(now) - Date.now())).toBeLessThan(5_000)
  })

  it('stands at the moment that it was frozen at, and is moved by seconds', async () => {
    const at = { now: '2031-02-03T04:05:06.007Z', frozen: true }
    expect(await contactd.clock.set(at)).toEqual(at)
    expect(await update('Aden')).toBe(at.now)
    expect(await update('Basra')).toBe(at.now)
    const moved = { now: '2031-02-03T04:05:07.507Z', frozen: true }
    expect((await control(contactd, 'POST', '/clock/advance', { seconds: 1.5 })).body).toEqual(moved)
    expect(await update('Cairo')).toBe(moved.now)
    expect(await contactd.clock.set({})).toEqual(moved)
    const { now, frozen } = await contactd.clock.set({ frozen: false })
    expect(frozen).toBe(false)
    expect(Date.parse(now) - Date.parse(moved.now)).toBeLessThan(5_000)
    expect((await contactd.clock.freeze()).frozen).toBe(true)
  })

  it('can be set back', async () => {
    await contactd.clock.set({ now: '2001-01-01T00:00:00Z', frozen: true })
    expect(await update('Aden')).toBe('2001-01-01T00:00:00.000Z')
    expect((await api(contactd, 'GET', path())).status).toBe(200)
  })

  it('ends windows of the rate limit', async () => {
    await contactd.clock.set({ now: '2031-01-01T00:00:01.000Z', frozen: true })
    const left = async () => Number((await api(contactd, 'GET', path())).headers['x-ratelimit-remaining'])
    const first = await left()
    expect(await left()).toBe(first - 1)
    await contactd.clock.advance({ seconds: 10 })
    expect(await left()).toBe(99)
    // A reset forgets what an earlier test has sent.
    await contactd.reset()
    await contactd.clock.set({ now: '2031-01-01T00:00:11.000Z', frozen: true })
    expect(await left()).toBe(99)
  })

  it('lets tokens expire: access tokens after a day, refresh tokens after a year', async () => {
    const app = await contactdHere.json<{ clientId: string; clientSecret: string }>(
      ...['app', 'create', '--name', 'A', '--redirect-uri', 'https://a.example/', '--scopes', scopes.join()],
    )
    const { code } = await contactdHere.json<{ code: string }>(
      ...['app', 'install', app.clientId, '--location', contactd.locationId],
    )
    const exchange = (fields: Record<string, string>) => {
      const form = new URLSearchParams({
        client_id: app.clientId,
        client_secret: app.clientSecret,
        ...fields,
      })
      const headers = { 'content-type': 'application/x-www-form-urlencoded' }
      return send<{ access_token: string; refresh_token: string }>(
        `${contactd.url}/oauth/token`,
        'POST',
        form.toString(),
        headers,
      )
    }
    const { body } = await exchange({ grant_type: 'authorization_code', code })
    const statusWith = async (token: string) =>
      (await api({ url: contactd.url, token }, 'GET', path())).status
    expect(await statusWith(body.access_token)).toBe(200)
    await contactd.clock.advance({ seconds: 24 * 60 * 60 - 60 })
    expect(await statusWith(body.access_token)).toBe(200)
    await contactd.clock.advance({ seconds: 120 })
    expect(await statusWith(body.access_token)).toBe(401)
    const refreshed = await exchange({ grant_type: 'refresh_token', refresh_token: body.refresh_token })
    expect(await statusWith(refreshed.body.access_token)).toBe(200)
    await contactd.clock.advance({ seconds: 366 * 24 * 60 * 60 })
    const { refresh_token } = refreshed.body
    expect((await exchange({ grant_type: 'refresh_token', refresh_token })).status).toBe(400)
  })

  it('makes recurring tasks that become due at once', async () => {
    await contactd.clock.set({ now: '2031-01-01T00:00:00.000Z', frozen: true })
    const at = `/locations/${contactd.locationId}/recurring-tasks`
    const rruleOptions = {
      ...{ intervalType: 'daily', interval: 1, startDate: '2031-01-01T12:00:00.000Z' },
      ...{ dueAfterSeconds: 60, createTaskIfOverDue: true },
    }
    const { contactId } = contactd
    const body = { title: 'Call', contactIds: [contactId], ignoreTaskCreation: true, rruleOptions }
    expect((await api(contactd, 'POST', at, body)).status).toBe(201)
    const tasks = async () =>
      (await api<{ tasks: object[] }>(contactd, 'GET', `${path()}/tasks`)).body.tasks.length
    const before = await tasks()
    await contactd.clock.advance({ seconds: 3 * 24 * 60 * 60 })
    expect(await tasks()).toBe(before + 3)
  })

  it('stands still without holding up searches and background work', async () => {
    await contactd.clock.freeze()
    const { locationId } = contactd
    await api(contactd, 'POST', '/contacts/', { locationId, firstName: 'Zoe', email: 'zoe@example.com' })
    const found = await api<{ contacts: object[] }>(
      contactd,
      'GET',
      `/contacts/?locationId=${locationId}&query=zoe`,
    )
    expect(found.body.contacts).toHaveLength(1)
    // A tag is deleted in the background.
    const { body } = await api<{ tags: { id: string; name: string }[] }>(
      contactd,
      'GET',
      `/locations/${locationId}/tags`,
    )
    const vip = body.tags.find(({ name }) => name === 'vip')
    await api(contactd, 'DELETE', `/locations/${locationId}/tags/${vip?.id}`)
    await until(async () => {
      const list = await api<{ contacts: { tags: string[] }[] }>(
        contactd,
        'GET',
        `/contacts/?locationId=${locationId}&limit=100`,
      )
      return list.body.contacts.every(({ tags }) => !tags.includes('vip'))
    })
  })

  it('ends with the year 9999', () => {
    const clock = new DevClock()
    clock.set({ now: Date.parse('9999-12-31T23:59:59.000Z'), frozen: true })
    expect(() => clock.set({ now: clock.now() + 1_000 })).toThrow('9999')
    expect(new Date(clock.now()).toISOString()).toBe('9999-12-31T23:59:59.000Z')
  })
})
