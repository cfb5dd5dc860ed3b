import type { Migration } from './migration.ts'

/**
 * User emails are unique within a company, no longer across companies: a refusal would reveal that another company
 * has a user with that email. SQLite can't drop a constraint, so the table is rebuilt.
 */
export const usersByCompany: Migration = {
  number: 13,
  name: 'users-by-company',
  statements: [
    `CREATE TABLE users_by_company (
       id TEXT PRIMARY KEY,
       company_id TEXT NOT NULL REFERENCES companies (id),
       name TEXT NOT NULL,
       email TEXT NOT NULL,
       email_lower_case TEXT NOT NULL,
       role TEXT NOT NULL,
       type TEXT NOT NULL,
       password_hash TEXT,
       date_added BIGINT NOT NULL,
       profile TEXT NOT NULL DEFAULT '{}'
     )`,
    `INSERT INTO users_by_company (id, company_id, name, email, email_lower_case, role, type, password_hash,
       date_added, profile)
     SELECT id, company_id, name, email, email_lower_case, role, type, password_hash, date_added, profile
     FROM users`,
    'DROP TABLE users',
    'ALTER TABLE users_by_company RENAME TO users',
    'CREATE UNIQUE INDEX users_by_email ON users (email_lower_case, company_id)',
  ],
  postgres: [
    'ALTER TABLE users DROP CONSTRAINT users_email_lower_case_key',
    'CREATE UNIQUE INDEX users_by_email ON users (email_lower_case, company_id)',
  ],
}
