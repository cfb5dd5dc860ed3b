import { describe, expect, it } from 'vitest'
import { valueIn } from '../../../test/support/exposition.ts'
import { noDeliveryMetrics } from './delivery-metrics.ts'
import { expositionOf } from './exposition.ts'
import { Metrics } from './metrics.ts'

const textOf = async (metrics: Metrics) => expositionOf([await metrics.snapshot()])

describe('the metrics of webhooks', () => {
  it('count attempts by result, and dropped events by reason', async () => {
    const metrics = new Metrics()
    metrics.webhooks.attempted('delivered', 40)
    metrics.webhooks.attempted('delivered', 60)
    metrics.webhooks.attempted('failed', 15_000)
    metrics.webhooks.dropped('age', 7)
    const text = await textOf(metrics)
    const result = (name: string) => valueIn(text, 'contactd_webhook_deliveries_total', { result: name })
    expect([result('delivered'), result('failed'), result('retried')]).toEqual([2, 1, 0])
    expect(valueIn(text, 'contactd_webhook_events_dropped_total', { reason: 'age' })).toBe(7)
    expect(valueIn(text, 'contactd_webhook_delivery_duration_seconds_sum')).toBeCloseTo(15.1)
    expect(valueIn(text, 'contactd_webhook_delivery_duration_seconds_bucket', { le: '0.05' })).toBe(1)
  })

  it('ask for the backlog at each scrape', async () => {
    const metrics = new Metrics()
    let events = 3
    metrics.webhooks.watchBacklog(async () => ({ events, oldestAgeMs: 90_000 }))
    expect(valueIn(await textOf(metrics), 'contactd_webhook_undelivered_events')).toBe(3)
    events = 4
    const text = await textOf(metrics)
    expect(valueIn(text, 'contactd_webhook_undelivered_events')).toBe(4)
    expect(valueIn(text, 'contactd_webhook_oldest_undelivered_event_age_seconds')).toBe(90)
  })

  it('need not be there', async () => {
    let isAsked = false
    noDeliveryMetrics.attempted('delivered', 40)
    noDeliveryMetrics.dropped('size', 1)
    noDeliveryMetrics.watchBacklog(async () => {
      isAsked = true
      return { events: 0, oldestAgeMs: undefined }
    })
    await textOf(new Metrics())
    expect(isAsked).toBe(false)
  })

  it('go without a backlog that cannot be read', async () => {
    const metrics = new Metrics()
    metrics.webhooks.watchBacklog(() => Promise.reject(new Error('no database')))
    const text = await textOf(metrics)
    expect(text).not.toContain('contactd_webhook_undelivered_events')
    expect(text).toContain('contactd_webhook_deliveries_total')
  })

  it('go without a backlog that takes too long', async () => {
    const metrics = new Metrics()
    metrics.webhooks.watchBacklog(() => new Promise(() => {}))
    expect(await textOf(metrics)).not.toContain('contactd_webhook_undelivered_events')
  })
})
