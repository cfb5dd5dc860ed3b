import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { systemClock as clock } from '../../server/src/lib/clock.ts'
import { silentLog } from '../../server/src/storage/log.ts'
import { migrations } from '../../server/src/storage/migrations/migrations.ts'
import { openSqlite } from '../../server/src/storage/sqlite/open-sqlite.ts'
import { HttpClient } from '../support/http-client.ts'
import { startProgram, temporaryFolder } from '../support/program.ts'
import type { Method } from '../support/server.ts'
import { canTrace, parseTrace, readTrace, type SystemCall, tracedBy } from '../support/system-calls.ts'

const contact = '/contacts/ocQHyuzHvuMOe5N5jjXF'
const locationId = 've9EPM428h8vShlRW1KT'
const connections = 4

const isTraceable = canTrace()

describe('a write', () => {
  it.runIf(isTraceable)('is synced to the disk between its request and its response', async () => {
    const folder = temporaryFolder()
    const traceFile = join(folder, 'trace')
    const calls = ['read', 'write', 'writev', 'pwrite64', 'pwritev', 'fsync', 'fdatasync']
    const program = await startProgram({ folder, demo: true, startedBy: tracedBy(traceFile, calls) })

    const alone = new HttpClient(program)
    const writes: [Method, string, unknown, number][] = [
      ['PUT', contact, { firstName: 'One' }, 200],
      ['PUT', contact, { firstName: 'Two', tags: ['vip'] }, 200],
      ['POST', '/contacts/', { locationId, firstName: 'New' }, 201],
      ['POST', `${contact}/tags`, { tags: ['more'] }, 201],
      ['DELETE', `${contact}/tags`, { tags: ['more'] }, 200],
      ['DELETE', '/contacts/ocQHyuzHvysMo5N5VsXc', undefined, 200],
    ]
    for (const [method, path, body, status] of writes) {
      expect(await alone.call(method, path, body)).toMatchObject({ status })
    }
    expect(await alone.call('GET', contact)).toMatchObject({ status: 200 })
    await Promise.all(
      Array.from({ length: connections }, async (_, number) => {
        const client = new HttpClient(program)
        for (const city of ['Aden', 'Bonn', 'Cork']) {
          expect(await client.call('PUT', contact, { city: city + number })).toMatchObject({ status: 200 })
        }
        client.close()
      }),
    )
    alone.close()
    await program.stop()

    const exchanges = exchangesOf(await readTrace(traceFile, program.pid))
    const verdicts = exchanges.map(({ method, synced }) => `${method} ${synced ? 'synced' : 'not synced'}`)
    expect(verdicts).toEqual([
      ...writes.map(([method]) => `${method} synced`),
      // Proves that the trace shows the difference.
      'GET not synced',
      ...Array.from({ length: 3 * connections }, () => 'PUT synced'),
    ])
  })

  it.runIf(!isTraceable)('goes to a database that syncs at each commit', async () => {
    console.info('strace is not installed or may not trace: the settings of the database are read instead.')
    const file = join(temporaryFolder(), 'contactd.db')
    const { storage } = await openSqlite({ file, clock, log: silentLog, migrations })
    expect(storage.durability()).toEqual({ synchronous: 2, journalMode: 'wal' })
    await storage.close()
  })
})

describe('reading a trace', () => {
  const trace = (sync: string) => `
7 read(9<socket:[1]>, "PUT /contacts/x HTTP/1.1"..., 65536) = 262
7 pwrite64(5</db-wal>, "page"..., 4096, 4096) = 4096
${sync}
7 write(9<socket:[1]>, "HTTP/1.1 200 OK"..., 1502) = 1502`

  it.each([
    ['a sync', '7 fsync(5</db-wal>) = 0', true],
    ['a sync of the data alone', '7 fdatasync(5</db-wal>) = 0', true],
    [
      'a sync printed in two lines',
      '7 fsync(5</db-wal> <unfinished ...>\n8 write(3<x>, "", 0) = 0\n7 <... fsync resumed>) = 0',
      true,
    ],
    ['no sync', '', false],
    ['a sync that failed', '7 fsync(5</db-wal>) = -1 EIO (Input/output error)', false],
    ['a sync of another file', '7 fsync(6</db>) = 0', false],
    [
      'a sync that came before the last page',
      '7 fsync(5</db-wal>) = 0\n7 pwrite64(5</db-wal>, "", 1, 1) = 1',
      false,
    ],
  ])('recognizes %s', (_, sync, synced) => {
    expect(exchangesOf(parseTrace(trace(sync)))).toEqual([{ method: 'PUT', synced }])
  })
})

/** Each request in the trace, and whether the database's log was written and synced before its response. */
function exchangesOf(calls: readonly SystemCall[]): { method: string; synced: boolean }[] {
  return calls.flatMap((request) => {
    const [, method] = /^read\([^,]*, "(GET|PUT|POST|DELETE) /.exec(request.text) ?? []
    if (method === undefined) return []
    const answer = calls.find(
      ({ name, file, text, beganAt }) =>
        /^writev?$/.test(name) &&
        file === request.file &&
        beganAt > request.endedAt &&
        text.includes('"HTTP/1.1 2'),
    )
    if (answer === undefined) return [{ method, synced: false }]
    const between = calls.filter(
      ({ file, beganAt, endedAt }) =>
        file.endsWith('-wal') && beganAt > request.endedAt && endedAt < answer.beganAt,
    )
    const pages = between.filter(({ name }) => /^pwrite/.test(name))
    const syncs = between.filter(({ name, text }) => /^f(data)?sync$/.test(name) && text.endsWith('= 0'))
    return [{ method, synced: pages.length > 0 && isAfterAll(syncs, pages) }]
  })
}

/** With one writer, the log is written, synced and acknowledged in turns: the last sync follows every page. */
function isAfterAll(syncs: readonly SystemCall[], pages: readonly SystemCall[]): boolean {
  const lastSync = syncs.at(-1)
  return lastSync !== undefined && pages.every((page) => page.endedAt < lastSync.beganAt)
}
