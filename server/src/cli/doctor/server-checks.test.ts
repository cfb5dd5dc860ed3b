import { describe, expect, test } from 'vitest'
import type { ServerInspection } from '../../storage/postgres/inspect-server.ts'
import { judgeClocks, judgeConnections, judgeRights, judgeServer } from './server-checks.ts'

const healthy: ServerInspection = {
  version: '15.1',
  versionNumber: 150_001,
  encoding: 'UTF8',
  isStandby: false,
  isEncrypted: false,
  mayCreate: true,
  closedTables: 0,
  usedConnections: 5,
  maxConnections: 97,
  clockAheadMs: 3,
}

describe('a PostgreSQL server', () => {
  test('is shown with its version and how it is reached, without a password', () => {
    const found = judgeServer({ ...healthy, isEncrypted: true }, 'postgres://me:secret@db.example/contacts')
    expect(found).toEqual({
      status: 'ok',
      found: 'PostgreSQL 15.1 at postgres://me:***@db.example/contacts, by TLS',
    })
  })

  test.each<[string, Partial<ServerInspection>]>([
    ['older than 15', { version: '14.9', versionNumber: 140_009 }],
    ['a standby', { isStandby: true }],
  ])('that is %s is not suitable for contacts', (_, difference) => {
    expect(judgeServer({ ...healthy, ...difference }, 'postgres://db/contacts').status).toBe('fail')
  })

  test.each([
    [{ mayCreate: true, closedTables: 0 }, 'ok'],
    [{ mayCreate: false, closedTables: 0 }, 'fail'],
    [{ mayCreate: true, closedTables: 1 }, 'fail'],
  ])('with the rights %j: %s', (rights, status) => {
    expect(judgeRights({ ...healthy, ...rights }).status).toBe(status)
  })

  test.each([
    [87, 'ok'],
    [88, 'warn'],
    [95, 'warn'],
    [96, 'fail'],
  ])('with %d of 97 connections used: %s', (usedConnections, status) => {
    expect(judgeConnections({ ...healthy, usedConnections }).status).toBe(status)
  })

  test.each([
    [999, 'ok'],
    [-999, 'ok'],
    [1_000, 'warn'],
    [-59_999, 'warn'],
    [60_000, 'fail'],
    [-60_000, 'fail'],
  ])('whose clock is %d ms ahead: %s', (clockAheadMs, status) => {
    expect(judgeClocks({ ...healthy, clockAheadMs }).status).toBe(status)
  })
})
