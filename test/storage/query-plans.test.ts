import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { systemClock as clock } from '../../server/src/lib/clock.ts'
import { openStorage } from '../../server/src/storage/open-storage.ts'
import { positional } from '../../server/src/storage/parameters.ts'
import { serverStatements } from '../support/server-statements.ts'

/** Tables that stay small regardless of the contacts: scanning them is cheap. */
const smallTables =
  /^(apps|authorization_codes|companies|grants|installations|locations|sign_in_sessions|signing_keys|tokens|users|u)$/

/** Statements that scan another table, and why they may. */
const mayScan: Record<string, string> = {
  'list-deleted-businesses': 'asked once, at the start',
  'list-deleted-custom-fields': 'asked once, at the start',
  'list-incomplete-documents': 'asked once, at the start',
  'list-deleted-documents': 'its index has those that are deleted alone',
  'list-tag-changes': 'the table has the changes that are under way',
  'list-contact-deletions': 'the table has the deletions that are under way',
  'count-contacts-after': 'stops at the number that it is asked for',
  'count-contact-changes': 'stops at the number that it is asked for',
  'find-first-contact-changes': 'counts what it has found by the index',
  'list-locations-with-contact-changes': 'goes through the locations that it has found, each by the index',
  'count-opportunity-changes': 'stops at the number that it is asked for',
  'find-first-opportunity-changes': 'counts what it has found by the index',
  'list-webhooks': 'the list of all webhooks, for the command line',
  'list-webhooks-behind': 'a row for each webhook, with the last event of its location by the index',
  'list-webhooks-behind-last-event': 'the same, for the metrics',
  'list-finished-webhooks': 'its index has those that have ended alone',
  'list-deleted-webhooks': 'asked once, at the start; a row for each webhook',
  'list-unused-webhook-listeners': 'a location has few listeners',
  'list-due-webhooks': 'goes through what it has found by the index',
  'list-due-webhook-deliveries': 'goes through what it has found by the index',
  'count-pending-webhook-deliveries': 'stops at the number that it is asked for',
  'count-pending-webhook-events': 'stops at the number that it is asked for',
  'count-unread-webhook-events': 'stops at the number that it is asked for',
  'list-locations-with-opportunity-changes':
    'goes through the locations that it has found, each by the index',
}

it('every statement finds its rows through an index', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'contactd-plans-'))
  const file = join(folder, 'test.db')
  const storage = await openStorage({ database: `sqlite:${file}`, clock })
  await storage.close()
  const database = new Database(file, { readonly: true })
  const scans: Record<string, string> = {}
  const statements = await serverStatements()
  for (const { name, sql } of statements) {
    const plan = database.prepare<unknown[], { detail: string }>(
      `EXPLAIN QUERY PLAN ${positional(sql, () => '?').sql}`,
    )
    const places = positional(sql, () => '?').names
    for (const { detail } of plan.all(...places.map(() => null))) {
      const table = /^SCAN ([a-z]\w*)/.exec(detail)?.[1]
      if (table !== undefined && !smallTables.test(table)) scans[name] = detail
    }
  }
  database.close()
  rmSync(folder, { recursive: true })
  expect(statements.length).toBeGreaterThan(150)
  expect(Object.keys(scans).sort(), JSON.stringify(scans, null, 1)).toEqual(Object.keys(mayScan).sort())
})
