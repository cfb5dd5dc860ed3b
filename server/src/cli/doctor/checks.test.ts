import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { HeldClock } from '../../../../test/support/held-clock.ts'
import { temporaryFolder } from '../../../../test/support/program.ts'
import { runCheck } from './check.ts'
import { checkEngine, checkWhole } from './database-checks.ts'
import { checkClock, checkFreeSpace, checkNode, checkRights, judgeFreeSpace } from './machine-checks.ts'
import { checkPort } from './port-check.ts'

const gigabyte = 1024 ** 3

describe('a check', () => {
  test('that does not end has failed', async () => {
    const check = { name: 'slow', run: () => new Promise<never>(() => undefined) }
    expect(await runCheck(check, 20)).toEqual({
      name: 'slow',
      status: 'fail',
      found: 'no answer within 0.02 s',
    })
  })

  test('that breaks has failed', async () => {
    const check = { name: 'broken', run: () => Promise.reject(new Error('no such thing')) }
    expect(await runCheck(check)).toEqual({ name: 'broken', status: 'fail', found: 'no such thing' })
  })
})

test.each([
  ['20.18.1', 'fail'],
  ['22.18.0', 'fail'],
  ['22.19.0', 'ok'],
  ['24.0.0', 'ok'],
])('Node.js %s: %s', async (version, status) => {
  expect((await checkNode(version)).status).toBe(status)
})

test.each([
  [0, 'fail'],
  [99 * 1024 ** 2, 'fail'],
  [100 * 1024 ** 2, 'warn'],
  [gigabyte - 1, 'warn'],
  [gigabyte, 'ok'],
])('%d free bytes: %s', (freeBytes, status) => {
  expect(judgeFreeSpace(freeBytes, '/data').status).toBe(status)
})

test('free space is asked of the nearest folder that is there', async () => {
  const folder = temporaryFolder()
  expect((await checkFreeSpace(join(folder, 'a', 'b', 'contactd.db'))).found).toMatch(` free in ${folder}`)
})

describe('rights', () => {
  test.each([
    [0o600, 'ok'],
    [0o640, 'ok'],
    [0o644, 'warn'],
    [0o602, 'warn'],
  ])('of a file with mode %o: %s', async (mode, status) => {
    const file = join(temporaryFolder(), 'contactd.db')
    await writeFile(file, '')
    await chmod(file, mode)
    expect((await checkRights(file)).status).toBe(status)
  })

  test('of a file in a file fail', async () => {
    const folder = temporaryFolder()
    await writeFile(join(folder, 'plain'), '')
    await chmod(join(folder, 'plain'), 0o600)
    const { status, found } = await checkRights(join(folder, 'plain', 'contactd.db'))
    expect({ status, found }).toEqual({
      status: 'fail',
      found: `${join(folder, 'plain')} can't be written by this account`,
    })
  })

  test('of a folder that is not there yet are those of the one above it', async () => {
    const folder = join(temporaryFolder(), 'data')
    await mkdir(folder, { mode: 0o700 })
    expect(await checkRights(join(folder, 'new', 'contactd.db'))).toEqual({
      status: 'ok',
      found: `${folder} can be written`,
    })
  })
})

describe('the clock', () => {
  const clock = new HeldClock('2026-01-01T00:00:00.000Z')

  test.each([
    [undefined, 'ok'],
    [clock.now() - 1, 'ok'],
    [clock.now() + 60_000, 'ok'],
    [clock.now() + 60_001, 'warn'],
  ])('with a newest change at %s: %s', async (newestDate, status) => {
    expect((await checkClock(clock, newestDate === undefined ? {} : { newestDate })).status).toBe(status)
  })

  test('that stands in 2024 has failed', async () => {
    expect((await checkClock(new HeldClock('2024-12-31T23:59:59.999Z'), {})).status).toBe('fail')
  })
})

test('what the store says is passed on', async () => {
  expect(await checkEngine({ engine: 'SQLite 3' })).toEqual({ status: 'ok', found: 'SQLite 3' })
  expect(await checkEngine({ error: 'no binary' })).toMatchObject({
    status: 'fail',
    found: "better-sqlite3 can't be loaded: no binary",
  })
  expect(await checkWhole({ problems: [] })).toEqual({ status: 'ok', found: 'no damage' })
  expect(await checkWhole({ problems: ['a', 'b'] })).toMatchObject({ status: 'fail', found: 'a; b' })
  expect(await checkWhole({ error: 'It took too long.' })).toMatchObject({ status: 'warn' })
})

describe('the port', () => {
  const server = createServer()
  afterEach(() => new Promise((resolve) => server.close(resolve)))

  const listen = async (answer: string) => {
    server.removeAllListeners('request')
    server.on('request', (_request, response) => response.end(answer))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return (server.address() as AddressInfo).port
  }

  test('is fine where contactd answers, and not where another program does', async () => {
    const port = await listen('{"status":"ok"}')
    expect(await checkPort('127.0.0.1', port)).toEqual({
      status: 'ok',
      found: `contactd answers at ${port} on 127.0.0.1`,
    })
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    const other = await listen('<html>')
    expect((await checkPort('127.0.0.1', other)).status).toBe('fail')
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    expect(await checkPort('127.0.0.1', other)).toEqual({
      status: 'ok',
      found: `${other} on 127.0.0.1 is free`,
    })
  })

  test('can only be had at an address of this machine', async () => {
    const { status, advice } = await checkPort('203.0.113.1', 4455)
    expect({ status, advice }).toEqual({
      status: 'fail',
      advice: 'Choose an address of this machine with --host.',
    })
  })
})
