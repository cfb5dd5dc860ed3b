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
  test('that does not end fails', async () => {
    const check = { name: 'slow', run: () => new Promise<never>(() => undefined) }
    expect(await runCheck(check, 20)).toEqual({
      name: 'slow',
      status: 'fail',
      found: 'no answer within 0.02 s',
    })
  })

  test('that throws fails', async () => {
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

test('free space is that of the nearest existing folder', async () => {
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

  test('of a missing folder are those of the one above it', async () => {
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

  test('that is in 2024 fails', async () => {
    expect((await checkClock(new HeldClock('2024-12-31T23:59:59.999Z'), {})).status).toBe('fail')
  })
})

test('forwards what the store reports', async () => {
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

  /** @param proof the response to a challenge. */
  const listen = async (answer: string, proof = '') => {
    server.removeAllListeners('request')
    server.on('request', ({ url = '' }, response) => {
      const challenge = /^\/_contactd\/database\?challenge=([\w-]{16,64})$/.exec(url)?.[1]
      response.end(challenge === undefined ? answer : `{"proof":"${proof}${challenge}"}`)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return (server.address() as AddressInfo).port
  }

  const stop = () => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  }
  const ours = async (challenge: string) => `ours ${challenge}`

  test('BR-375 passes if a server of this database responds, or none does', async () => {
    const port = await listen('{"status":"ok"}', 'ours ')
    const found = `contactd responds on ${port} on 127.0.0.1 and serves this database`
    expect(await checkPort('127.0.0.1', port, ours)).toEqual({ status: 'ok', found })
    await stop()
    expect(await checkPort('127.0.0.1', port, ours)).toEqual({
      status: 'ok',
      found: `${port} on 127.0.0.1 is free`,
    })
  })

  test.each([
    ['a server of another database', '{"status":"ok"}', 'theirs ', 'a contactd that serves another database'],
    ['another program', '<html>', '', 'another program'],
  ])('BR-375 fails if %s responds', async (_, answer, proof, who) => {
    const port = await listen(answer, proof)
    expect(await checkPort('127.0.0.1', port, ours)).toEqual({
      status: 'fail',
      found: `${who} uses ${port} on 127.0.0.1`,
      advice: 'Stop it, or choose another port with --port.',
    })
  })

  test('BR-375 warns if the database is not reachable', async () => {
    const port = await listen('{"status":"ok"}')
    expect(await checkPort('127.0.0.1', port, async () => undefined)).toMatchObject({
      status: 'warn',
      found: expect.stringContaining('it is unknown whether'),
    })
  })

  test('is available only at an address of this machine', async () => {
    const { status, advice } = await checkPort('203.0.113.1', 4455, ours)
    expect({ status, advice }).toEqual({
      status: 'fail',
      advice: 'Choose an address of this machine with --host.',
    })
  })
})
