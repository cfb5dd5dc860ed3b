import type { Migration } from './migration.ts'

/**
 * The first schema. The program generates ids; times are milliseconds since 1970 as BIGINT; a contact is one row,
 * with its JSON document and the columns that are looked up. The primary keys of a location's rows begin with the
 * location, so the tables can be partitioned by location.
 */
export const initial: Migration = {
  number: 1,
  name: 'initial',
  statements: [
    `CREATE TABLE companies (
       id TEXT PRIMARY KEY,
       name TEXT NOT NULL,
       date_added BIGINT NOT NULL
     )`,
    `CREATE TABLE locations (
       id TEXT PRIMARY KEY,
       company_id TEXT NOT NULL REFERENCES companies (id),
       name TEXT NOT NULL,
       country TEXT NOT NULL,
       timezone TEXT NOT NULL,
       allow_duplicate_contact INTEGER NOT NULL,
       date_added BIGINT NOT NULL
     )`,
    'CREATE INDEX locations_by_company ON locations (company_id)',
    `CREATE TABLE users (
       id TEXT PRIMARY KEY,
       company_id TEXT NOT NULL REFERENCES companies (id),
       name TEXT NOT NULL,
       email TEXT NOT NULL,
       email_lower_case TEXT NOT NULL UNIQUE,
       role TEXT NOT NULL,
       type TEXT NOT NULL,
       password_hash TEXT,
       date_added BIGINT NOT NULL
     )`,
    `CREATE TABLE location_users (
       location_id TEXT NOT NULL REFERENCES locations (id),
       user_id TEXT NOT NULL REFERENCES users (id),
       PRIMARY KEY (location_id, user_id)
     )`,
    'CREATE INDEX location_users_by_user ON location_users (user_id)',
    `CREATE TABLE tokens (
       id TEXT PRIMARY KEY,
       hash TEXT NOT NULL UNIQUE,
       name TEXT NOT NULL,
       company_id TEXT NOT NULL REFERENCES companies (id),
       location_id TEXT REFERENCES locations (id),
       scopes TEXT NOT NULL,
       date_added BIGINT NOT NULL,
       date_revoked BIGINT
     )`,
    `CREATE TABLE custom_fields (
       location_id TEXT NOT NULL REFERENCES locations (id),
       id TEXT NOT NULL,
       field_key TEXT NOT NULL,
       position INTEGER NOT NULL,
       document TEXT NOT NULL,
       date_added BIGINT NOT NULL,
       date_deleted BIGINT,
       PRIMARY KEY (location_id, id),
       UNIQUE (location_id, field_key)
     )`,
    `CREATE TABLE location_tags (
       location_id TEXT NOT NULL REFERENCES locations (id),
       name TEXT NOT NULL,
       id TEXT NOT NULL,
       PRIMARY KEY (location_id, name)
     )`,
    `CREATE TABLE contacts (
       location_id TEXT NOT NULL REFERENCES locations (id),
       id TEXT NOT NULL,
       email_lower_case TEXT,
       phone TEXT,
       date_added BIGINT NOT NULL,
       date_updated BIGINT NOT NULL,
       document TEXT NOT NULL,
       PRIMARY KEY (location_id, id)
     )`,
    'CREATE INDEX contacts_by_id ON contacts (id)',
    'CREATE INDEX contacts_by_email ON contacts (location_id, email_lower_case) WHERE email_lower_case IS NOT NULL',
    'CREATE INDEX contacts_by_phone ON contacts (location_id, phone) WHERE phone IS NOT NULL',
    `CREATE TABLE documents (
       id TEXT PRIMARY KEY,
       location_id TEXT NOT NULL REFERENCES locations (id),
       file_name TEXT NOT NULL,
       mime_type TEXT NOT NULL,
       size_bytes BIGINT NOT NULL,
       complete INTEGER NOT NULL,
       date_added BIGINT NOT NULL
     )`,
    `CREATE TABLE document_chunks (
       document_id TEXT NOT NULL REFERENCES documents (id),
       number INTEGER NOT NULL,
       content BLOB NOT NULL,
       PRIMARY KEY (document_id, number)
     )`,
  ],
}
