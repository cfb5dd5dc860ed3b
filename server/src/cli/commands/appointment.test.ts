import { beforeAll, describe, expect, test } from 'vitest'
import { CommandLine } from '../../../../test/support/command-line.ts'
import { startProgram } from '../../../../test/support/program.ts'
import { bearer } from '../../../../test/support/server.ts'

const contactd = new CommandLine()
let locationId: string
let contactId: string
let userId: string

/** Sends a request with the location's token to a server on the database, and stops the server. */
async function ask<Body>(method: string, path: string, body?: object): Promise<Body> {
  const scopes = 'contacts.readonly,contacts.write'
  const args = ['token', 'create', '--location', locationId, '--scopes', scopes]
  const { token } = await contactd.json<{ token: string }>(...args)
  const server = await startProgram({ folder: contactd.folder })
  try {
    const reply = await fetch(`${server.url}${path}`, {
      method,
      headers: {
        ...bearer(token),
        version: '2021-07-28',
        'content-type': 'application/json',
        connection: 'close',
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    expect(reply.ok).toBe(true)
    return (await reply.json()) as Body
  } finally {
    await server.stop()
  }
}

beforeAll(async () => {
  const args = ['location', 'create', '--name', 'Main', '--timezone', 'America/New_York']
  locationId = (await contactd.json<{ id: string }>(...args)).id
  const user = ['user', 'create', '--location', locationId, '--name', 'Ann', '--email', 'ann@example.com']
  userId = (await contactd.json<{ id: string }>(...user)).id
  const contact = { locationId, firstName: 'Jane' }
  contactId = (await ask<{ contact: { id: string } }>('POST', '/contacts/', contact)).contact.id
})

const create = (...args: string[]) => [
  ...['appointment', 'create', '--location', locationId, '--contact', contactId],
  ...args,
]
const visit = ['--title', 'Visit', '--start', '2026-01-31T17:00:00Z', '--end', '2026-01-31T17:30:00Z']

describe('contactd appointment', () => {
  test('BR-222 creates and lists them, as the API returns them', async () => {
    const made = await contactd.json(...create(...visit, '--user', userId, '--address', 'Here'))
    expect(made).toMatchObject({
      title: 'Visit',
      startTime: '2026-01-31 12:00:00',
      endTime: '2026-01-31 12:30:00',
      appointmentStatus: 'confirmed',
      assignedUserId: userId,
      address: 'Here',
      contactId,
      locationId,
    })
    const later = ['--title', 'Later', '--start', '2026-02-01', '--end', '2026-02-01', '--status', 'new']
    const second = await contactd.json(...create(...later))
    expect(await contactd.json('appointment', 'list', '--location', locationId)).toEqual([second, made])
    expect((await contactd.run(['appointment', 'list', '--location', locationId])).stdout).toMatch(
      /^ID .*\n\w{20} {2}Later {2}2026-01-31 19:00:00 .* new .*\n\w{20} {2}Visit {2}2026-01-31 12:00:00 .*\n$/,
    )
    const events = await ask('GET', `/contacts/${contactId}/appointments`)
    expect(events).toEqual({ events: [second, made] })
  })

  test('prints what it created', async () => {
    const { code, stdout } = await contactd.run(create(...visit))
    expect(code).toBe(0)
    expect(stdout).toMatch(/^id .*\ntitle +Visit\nstartTime +2026-01-31 12:00:00\n/)
  })

  test.each([
    [['--contact', 'no', ...visit], /The location \w+ has no contact no\./],
    [['--user', 'no', ...visit], /User not found for id:no/],
    [[...visit, '--end', '2020-01-01'], /endTime must not be before startTime/],
  ])('%j fails', async (args, sentence) => {
    const { code, stdout, stderr } = await contactd.run(create(...args))
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(sentence)
  })

  test.each([
    [visit.slice(2), "required option '--title <text>' not specified"],
    [[...visit, '--start', 'noon'], 'It is a time such as 2026-01-31T12:00:00Z.'],
    [[...visit, '--status', 'maybe'], 'Allowed choices are new, confirmed'],
  ])('%j is a usage error', async (args, sentence) => {
    const { code, stdout, stderr } = await contactd.run(create(...args))
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(sentence)
  })
})
