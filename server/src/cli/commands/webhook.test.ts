import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { CommandLine } from '../../../../test/support/command-line.ts'
import { recordEvents } from '../../api/events/record-events.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { randomIds as ids } from '../../lib/ids.ts'
import { openStorage } from '../../storage/open-storage.ts'
import { statement } from '../../storage/statement.ts'
import type { Storage } from '../../storage/storage.ts'
import type { DeliveryView } from '../../webhooks/deliveries/delivery-view.ts'
import { saveDelivery } from '../../webhooks/delivery-store.ts'
import type { WebhookView } from '../../webhooks/webhook.ts'

const failLong = statement<{ webhookId: string; at: number; dropped: number }>(
  'webhook-command-test-fail-long',
  `UPDATE webhook_progress SET date_paused = :at, failing_since = :at, dropped = :dropped,
     position = (SELECT MAX(e.sequence) FROM webhook_events e) WHERE webhook_id = :webhookId`,
)

const contactd = new CommandLine()
const hourMs = 60 * 60 * 1000
const failure = { at: '2026-01-31T12:00:00.000Z', durationMs: 5, status: 500, error: 'It answered 500.' }
let storage: Storage
let locationId: string
let webhook: WebhookView & { secret: string }

const create = (...args: string[]) =>
  contactd.json<WebhookView & { secret: string }>(
    ...['webhook', 'create', '--location', locationId, '--url', 'https://example.com/hook', ...args],
  )
const list = (...args: string[]) => contactd.json<DeliveryView[]>('webhook', 'deliveries', ...args)
const redeliver = (...args: string[]) => contactd.json<object>('webhook', 'redeliver', ...args)

/** Records a contact's event. */
const record = (type: 'ContactCreate' | 'ContactUpdate', contactId: string, at: number) =>
  storage.write(
    (tx) =>
      recordEvents(tx, { locationId, ids, at }, { has: () => true }, [
        { type, contactId, payload: { id: contactId } },
      ]),
    { locationId },
  )

const settle = (id: string, status: 'delivered' | 'failed', attempts: object[]) =>
  storage.write(
    (tx) =>
      tx.run(saveDelivery, {
        locationId,
        webhookId: webhook.id,
        sequence: Number(id.split('-')[1]),
        contactId: null,
        status,
        nextAttempt: null,
        scheduledAttempt: null,
        now: clock.now(),
        attempts: JSON.stringify(attempts),
      }),
    { locationId },
  )

beforeAll(async () => {
  locationId = (await contactd.location()).id
  storage = await openStorage({ database: contactd.database, clock })
})
afterAll(() => storage.close())

describe('webhook create, list, delete', () => {
  test('BR-102 shows the secret once, and is in the audit log', async () => {
    const made = await create('--events', 'ContactUpdate,ContactCreate')
    expect(made).toMatchObject({
      url: 'https://example.com/hook',
      events: ['ContactCreate', 'ContactUpdate'],
    })
    expect(made.secret).toMatch(/^whsec_/)
    const { secret, ...rest } = made
    expect(await contactd.json('webhook', 'list')).toContainEqual(rest)
    const { stdout } = await contactd.run(['webhook', 'list', '--location', locationId])
    expect(stdout).toContain(made.id)
    expect(stdout).not.toContain(secret)
    expect(await contactd.json('webhook', 'delete', made.id)).toEqual(rest)
    expect(await contactd.json('webhook', 'list')).toEqual([])
    const audit = await contactd.json<{ kind: string; details: object }[]>('audit', 'list')
    const details = { webhookId: made.id, locationId, host: 'example.com' }
    expect(audit.slice(-2)).toMatchObject([
      { kind: 'webhook.created', details },
      { kind: 'webhook.deleted', details },
    ])
  })

  test('takes all events without a list, and prints the secret alone on stdout behind the fields', async () => {
    const { code, stdout, stderr } = await contactd.run([
      ...['webhook', 'create', '--location', locationId, '--url', 'https://example.com/'],
    ])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^events +all$/m)
    expect(stdout).toMatch(/\nwhsec_\S+\n$/)
    expect(stderr).toBe('The secret is shown this once:\n')
  })

  test.each(['http://localhost:3000/', 'http://10.0.0.7/', 'http://[::1]:3000/'])(
    'says what %s needs, and takes the only location',
    async (url) => {
      const { code, stdout, stderr } = await contactd.run(['webhook', 'create', '--url', url])
      expect(code).toBe(0)
      expect(stdout).toContain(locationId)
      expect(stderr).toContain(
        `${new URL(url).hostname} is private: \`contactd serve\` posts to it only with --webhook-allow-private`,
      )
    },
  )

  test('delete says so', async () => {
    const { id } = await create()
    const { stdout, stderr } = await contactd.run(['webhook', 'delete', id])
    expect(stdout).toContain(id)
    expect(stderr).toBe('The webhook is deleted.\n')
  })

  test.each([
    [['--url', 'ftp://example.com/'], 2, 'The URL must begin with https:// or http://.'],
    [['--url', 'https://a:b@example.com/'], 2, 'must not have a user name'],
    [['--url', `https://example.com/${'a'.repeat(2000)}`], 2, 'has more than 2000 characters'],
    [
      ['--events', 'ContactMerge'],
      2,
      'The event "ContactMerge" does not exist. The events are ContactCreate,',
    ],
    [['--location', 'unknown'], 1, 'The location unknown does not exist.'],
    [['--url', 'http://localhost:0/hook'], 2, 'The URL must not have port 0.'],
    [['--url', 'https://example.com/#hook'], 2, 'The URL must not have a fragment (#).'],
  ])('BR-731 create refuses a wrong value: %#', async (args, code, sentence) => {
    const base = ['webhook', 'create', '--location', locationId, '--url', 'https://example.com/']
    const outcome = await contactd.run([...base, ...args])
    expect(outcome.code).toBe(code)
    expect(outcome.stderr).toContain(sentence)
  })

  test('an unknown one is a sentence', async () => {
    for (const args of [
      ['delete', 'unknown'],
      ['deliveries', '--webhook', 'unknown'],
      ['redeliver', '--since', '2h', '--webhook', 'unknown'],
      ['redeliver', 'unknown-5'],
    ])
      expect(await contactd.run(['webhook', ...args])).toMatchObject({
        code: 1,
        stderr: 'contactd: The webhook unknown does not exist. `contactd webhook list` shows all webhooks.\n',
      })
  })
})

describe('deliveries', () => {
  beforeEach(async () => {
    for (const { id } of await contactd.json<WebhookView[]>('webhook', 'list'))
      await contactd.json('webhook', 'delete', id)
    webhook = await create()
    const now = clock.now()
    await record('ContactCreate', 'one', now - 3 * hourMs)
    await record('ContactUpdate', 'one', now - hourMs)
    await record('ContactUpdate', 'two', now)
  })

  /** The first event is delivered, the second failed, the third waits. */
  const settleTwo = async () => {
    const [, second, first] = await list()
    await settle(first?.id ?? '', 'delivered', [{ at: failure.at, durationMs: 1, status: 200 }])
    await settle(second?.id ?? '', 'failed', [failure])
    return { first, second }
  }

  test('BR-732 are listed with their attempts, newest event first', async () => {
    await settleTwo()
    const listed = await list()
    expect(listed.map(({ contactId, event, status }) => [contactId, event, status])).toEqual([
      ['two', 'ContactUpdate', 'pending'],
      ['one', 'ContactUpdate', 'failed'],
      ['one', 'ContactCreate', 'delivered'],
    ])
    expect(listed[1]).toMatchObject({
      webhookId: webhook.id,
      eventId: expect.any(String),
      attempts: [failure],
    })
    expect((await list('--failed')).map(({ status }) => status)).toEqual(['failed'])
    expect(await list('--since', '2h')).toHaveLength(2)
    expect(await list('--since', '2h', '--webhook', webhook.id, '--event', 'ContactCreate')).toEqual([])
    const { stdout, stderr } = await contactd.run(['webhook', 'deliveries', '--limit', '2'])
    expect(stdout.trim().split('\n')).toHaveLength(3)
    expect(stdout).toContain('It answered 500.')
    expect(stderr).toBe('Only the newest 2 are shown: --limit shows more.\n')
  })

  test('BR-732 of several webhooks are one list', async () => {
    const other = await create('--events', 'ContactUpdate')
    await record('ContactUpdate', 'three', clock.now())
    const listed = (await list()).map(({ webhookId, contactId }) => [webhookId, contactId])
    expect(listed.slice(0, 2)).toEqual(
      expect.arrayContaining([
        [other.id, 'three'],
        [webhook.id, 'three'],
      ]),
    )
    expect(listed.slice(2)).toEqual([
      [webhook.id, 'two'],
      [webhook.id, 'one'],
      [webhook.id, 'one'],
    ])
  })

  test('BR-733 are sent once more by id', async () => {
    const { first } = await settleTwo()
    expect(await redeliver(first?.id ?? '')).toEqual({
      redelivered: 1,
      pending: 0,
      resumed: [],
      dropped: 0,
      dryRun: false,
    })
    expect((await list()).at(-1)).toMatchObject({ status: 'pending', nextAttempt: expect.any(String) })
    const { stderr } = await contactd.run(['webhook', 'redeliver', first?.id ?? ''])
    expect(stderr).toBe(
      '0 events will be sent once more; of 1 waiting event the next attempt is due at once.\n',
    )
  })

  test('BR-733 are sent once more since a time, or only counted; a paused webhook goes on', async () => {
    await settleTwo()
    await storage.write((tx) => tx.run(failLong, { webhookId: webhook.id, at: clock.now(), dropped: 4 }), {
      locationId,
    })
    const counts = { redelivered: 1, pending: 0, resumed: [webhook.id], dropped: 4 }
    expect(await redeliver('--since', '2h', '--dry-run')).toEqual({ ...counts, dryRun: true })
    expect(await contactd.json('webhook', 'list')).toMatchObject([{ status: 'paused' }])
    expect((await contactd.run(['webhook', 'list'])).stdout).toMatch(/ paused since \S+ +It answered 500\. /)
    const { code, stdout, stderr } = await contactd.run([
      'webhook',
      'redeliver',
      '--since',
      '2h',
      '--event',
      'ContactUpdate',
    ])
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toBe(
      `4 events had been dropped before a webhook took them, and can't be sent.\nThe webhook ${webhook.id} was paused: it goes on.\n1 event will be sent once more.\n`,
    )
    expect(await contactd.json('webhook', 'list')).toMatchObject([{ status: 'active' }])
    expect((await list()).map(({ status }) => status)).toEqual(['pending', 'delivered'])
  })

  test.each([
    [[], 'name deliveries by their ids, or a time with --since'],
    [['a-1', '--since', '2h'], 'are for events since a time, not for ids'],
    [['--since', 'yesterday'], 'It is a time such as'],
  ])('redeliver refuses %j', async (args, sentence) => {
    const { code, stderr } = await contactd.run(['webhook', 'redeliver', ...args])
    expect(code).toBe(2)
    expect(stderr).toContain(sentence)
  })
})
