import type { Migration } from './migration.ts'

/**
 * Webhooks. An event is stored once, in the transaction of its change, if a webhook of its location takes it. Events
 * of a company have the company's id as location. Of each webhook there is its configuration, which every write reads,
 * and its progress, which only deliveries change: the number of the last event that it has passed. A delivery is the
 * state of one event at one webhook; events that were passed without one were not for that webhook.
 * A listener is a webhook without a URL and without progress: its client keeps a position.
 */
export const webhooks: Migration = {
  number: 23,
  name: 'webhooks',
  statements: [
    'ALTER TABLE apps ADD COLUMN webhook_url TEXT',
    'ALTER TABLE apps ADD COLUMN sealed_webhook_secret TEXT',
    `CREATE TABLE webhooks (
       location_id TEXT NOT NULL,
       id TEXT NOT NULL,
       client_id TEXT,
       company_id TEXT NOT NULL,
       url TEXT,
       events TEXT NOT NULL,
       sealed_secret TEXT NOT NULL,
       last_sequence BIGINT,
       date_added BIGINT NOT NULL,
       PRIMARY KEY (location_id, id)
     )`,
    'CREATE INDEX webhooks_by_id ON webhooks (id)',
    'CREATE INDEX webhooks_by_app ON webhooks (client_id, location_id) WHERE client_id IS NOT NULL',
    'CREATE INDEX webhooks_ending ON webhooks (location_id, id) WHERE last_sequence IS NOT NULL',
    `CREATE TABLE webhook_progress (
       location_id TEXT NOT NULL,
       webhook_id TEXT NOT NULL,
       position BIGINT NOT NULL,
       next_attempt BIGINT,
       leased_by TEXT,
       leased_until BIGINT NOT NULL,
       failures INTEGER NOT NULL,
       failing_since BIGINT,
       last_success BIGINT,
       date_paused BIGINT,
       dropped BIGINT NOT NULL,
       PRIMARY KEY (location_id, webhook_id)
     )`,
    'CREATE INDEX webhook_progress_by_next_attempt ON webhook_progress (next_attempt) WHERE next_attempt IS NOT NULL',
    `CREATE TABLE webhook_listeners (
       location_id TEXT NOT NULL,
       webhook_id TEXT NOT NULL,
       name TEXT NOT NULL,
       position BIGINT NOT NULL,
       stream_id TEXT NOT NULL,
       date_used BIGINT NOT NULL,
       PRIMARY KEY (location_id, webhook_id)
     )`,
    'CREATE UNIQUE INDEX webhook_listeners_by_name ON webhook_listeners (location_id, name)',
    `CREATE TABLE webhook_events (
       sequence INTEGER PRIMARY KEY AUTOINCREMENT,
       location_id TEXT NOT NULL,
       id TEXT NOT NULL,
       type TEXT NOT NULL,
       contact_id TEXT,
       date_added BIGINT NOT NULL,
       document TEXT NOT NULL
     )`,
    'CREATE UNIQUE INDEX webhook_events_by_location ON webhook_events (location_id, sequence)',
    `CREATE TABLE webhook_deliveries (
       location_id TEXT NOT NULL,
       webhook_id TEXT NOT NULL,
       sequence BIGINT NOT NULL,
       contact_id TEXT,
       status TEXT NOT NULL,
       next_attempt BIGINT,
       scheduled_attempt BIGINT,
       repeats INTEGER NOT NULL,
       date_updated BIGINT NOT NULL,
       attempts TEXT NOT NULL,
       PRIMARY KEY (location_id, webhook_id, sequence)
     )`,
    `CREATE INDEX webhook_deliveries_due ON webhook_deliveries (location_id, webhook_id, next_attempt, sequence)
     WHERE next_attempt IS NOT NULL`,
    `CREATE INDEX webhook_deliveries_pending ON webhook_deliveries (location_id, webhook_id, contact_id, sequence)
     WHERE status = 'pending'`,
    `CREATE INDEX webhook_deliveries_failed ON webhook_deliveries (location_id, webhook_id, sequence)
     WHERE next_attempt IS NOT NULL OR status = 'failed'`,
  ],
}
