import type { Migration } from './migration.ts'

/**
 * OAuth: apps, installations, grants; sign-in sessions; the audit log. Secrets are stored only as hashes (codes,
 * tokens, client secrets) or encrypted (the signing key).
 */
export const oauth: Migration = {
  number: 2,
  name: 'oauth',
  statements: [
    'ALTER TABLE tokens ADD COLUMN date_first_used BIGINT',
    `CREATE TABLE apps (
       client_id TEXT PRIMARY KEY,
       name TEXT NOT NULL,
       secret_hash TEXT NOT NULL,
       redirect_uris TEXT NOT NULL,
       scopes TEXT NOT NULL,
       date_added BIGINT NOT NULL,
       date_deleted BIGINT
     )`,
    `CREATE TABLE installations (
       id TEXT PRIMARY KEY,
       client_id TEXT NOT NULL REFERENCES apps (client_id),
       company_id TEXT NOT NULL REFERENCES companies (id),
       location_id TEXT REFERENCES locations (id),
       user_id TEXT REFERENCES users (id),
       date_added BIGINT NOT NULL,
       date_uninstalled BIGINT
     )`,
    'CREATE INDEX installations_by_app ON installations (client_id, company_id, location_id)',
    `CREATE TABLE authorization_codes (
       hash TEXT PRIMARY KEY,
       installation_id TEXT NOT NULL REFERENCES installations (id),
       redirect_uri TEXT NOT NULL,
       scopes TEXT NOT NULL,
       code_challenge TEXT,
       date_expires BIGINT NOT NULL,
       grant_id TEXT
     )`,
    'CREATE INDEX authorization_codes_by_expiry ON authorization_codes (date_expires)',
    `CREATE TABLE grants (
       id TEXT PRIMARY KEY,
       installation_id TEXT NOT NULL REFERENCES installations (id),
       parent_id TEXT REFERENCES grants (id),
       location_id TEXT REFERENCES locations (id),
       scopes TEXT NOT NULL,
       date_added BIGINT NOT NULL,
       date_revoked BIGINT
     )`,
    'CREATE INDEX grants_by_installation ON grants (installation_id)',
    'CREATE INDEX grants_by_parent ON grants (parent_id)',
    `CREATE TABLE refresh_tokens (
       hash TEXT PRIMARY KEY,
       grant_id TEXT NOT NULL REFERENCES grants (id),
       date_expires BIGINT NOT NULL,
       date_used BIGINT,
       sealed_answer TEXT
     )`,
    'CREATE INDEX refresh_tokens_by_grant ON refresh_tokens (grant_id)',
    'CREATE INDEX refresh_tokens_by_expiry ON refresh_tokens (date_expires)',
    `CREATE TABLE signing_keys (
       id TEXT PRIMARY KEY,
       public_key TEXT NOT NULL,
       sealed_private_key TEXT NOT NULL,
       date_added BIGINT NOT NULL
     )`,
    `CREATE TABLE sign_in_sessions (
       hash TEXT PRIMARY KEY,
       user_id TEXT NOT NULL REFERENCES users (id),
       date_expires BIGINT NOT NULL
     )`,
    'CREATE INDEX sign_in_sessions_by_expiry ON sign_in_sessions (date_expires)',
    `CREATE TABLE audit_events (
       id TEXT PRIMARY KEY,
       date_added BIGINT NOT NULL,
       kind TEXT NOT NULL,
       details TEXT NOT NULL
     )`,
    'CREATE INDEX audit_events_by_date ON audit_events (date_added)',
  ],
}
