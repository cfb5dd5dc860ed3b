import { spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { systemClock } from '../../server/src/lib/clock.ts'
import { noDeliveryMetrics } from '../../server/src/metrics/delivery-metrics.ts'
import { defaultRetention } from '../../server/src/webhooks/retention/retention-limits.ts'
import { openWebhookKeys } from '../../server/src/webhooks/signing/webhook-keys.ts'
import { startDeliveries } from '../../server/src/webhooks/start-deliveries.ts'
import { newContact } from '../support/contacts.ts'
import { adopt } from '../support/program.ts'
import { until } from '../support/until.ts'
import { useTestServer } from '../support/use-test-server.ts'

const server = useTestServer()
const file = fileURLToPath(new URL('../../examples/webhook-receiver/receiver.js', import.meta.url))
let end: () => Promise<void> = async () => undefined
afterAll(() => end())

it('examples/webhook-receiver prints the events that it has verified', async () => {
  const path = '/_contactd/webhooks'
  const { body } = await server.call<{ webhook: { id: string; secret: string } }>('POST', path, {
    url: 'http://127.0.0.1:1/',
    events: ['ContactUpdate'],
  })
  const { id, secret } = body.webhook
  const env = { PATH: process.env.PATH ?? '', PORT: '0', WEBHOOK_SECRET: secret }
  const receiver = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  adopt(receiver)
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    receiver[name].on('data', (chunk: Buffer) => {
      output[name] += chunk
    })
  await until(async () => output.stderr.includes('\n'))
  const [url = ''] = /http:\/\/127\.0\.0\.1:\d+\//.exec(output.stderr) ?? []
  expect((await server.call('PUT', `${path}/${id}`, { url })).status).toBe(200)

  const { storage, clock, ids, secrets } = server
  const deliveries = startDeliveries({
    ...{ storage, clock, ids, secrets, allowPrivate: true, retries: 'default', retention: defaultRetention },
    webhookKeys: openWebhookKeys({ storage, secrets, clock, ids }, { legacySignature: false }),
    metrics: noDeliveryMetrics,
    log: {
      warn: (details) => {
        throw details
      },
    },
  })
  end = () => deliveries.stop()
  const contactId = await newContact(server)
  await server.call('PUT', `/contacts/${contactId}`, { city: 'Zürich' })
  await until(async () => output.stdout.endsWith('\n'))
  expect(JSON.parse(output.stdout)).toMatchObject({ type: 'ContactUpdate', id: contactId, city: 'Zürich' })

  const now = String(Math.floor(systemClock.now() / 1000))
  const headers = {
    'webhook-id': 'x',
    'webhook-timestamp': now,
    'webhook-signature': `v1,${'A'.repeat(43)}=`,
  }
  expect((await fetch(url, { method: 'POST', body: '{}', headers })).status).toBe(401)
  expect(output.stdout.split('\n')).toHaveLength(2)
  await until(async () => output.stderr.includes('Refused a request that WEBHOOK_SECRET has not signed'))
})

it.each([undefined, '', 'whsec_'])(
  'examples/webhook-receiver does not start with the secret %j',
  (secret) => {
    const env = { PORT: '0', ...(secret !== undefined && { WEBHOOK_SECRET: secret }) }
    const { status, stderr } = spawnSync(process.execPath, [file], { env, encoding: 'utf8', timeout: 10_000 })
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: 'Set WEBHOOK_SECRET to the secret that `contactd webhook create` printed: whsec_…\n',
    })
  },
)
