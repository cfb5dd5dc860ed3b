import { chmod, open, rename, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { CommandLine, runHere } from '../../../../test/support/command-line.ts'
import { startProgram, temporaryFolder } from '../../../../test/support/program.ts'

interface Report {
  ok: boolean
  checks: { name: string; status: string; found: string; advice?: string }[]
}

/** Runs `doctor` with a port that no other program uses. */
async function doctor(contactd: CommandLine, ...args: string[]) {
  const { code, stdout, stderr } = await runHere([
    ...['doctor', '--port', '0', '--json', '--database', contactd.database, ...args],
  ])
  const report: Report = JSON.parse(stdout)
  const of = (name: string) => report.checks.find((check) => check.name === name)
  return { code, stderr, report, of }
}

describe('doctor', () => {
  test('finds nothing wrong with a new database', async () => {
    const contactd = new CommandLine()
    await contactd.location()
    const { code, stderr, report } = await doctor(contactd)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(report.ok).toBe(true)
    expect(report.checks.map(({ name, status }) => [name, status])).toEqual([
      ['Node.js', 'ok'],
      ['database', 'ok'],
      ['store', 'ok'],
      ['damage', 'ok'],
      ['free space', expect.stringMatching(/ok|warn/)],
      ['rights', 'ok'],
      ['keys', 'ok'],
      ['port', 'ok'],
      ['clock', 'ok'],
    ])
  })

  test('prints one line per check', async () => {
    const contactd = new CommandLine()
    await contactd.location()
    await chmod(contactd.file, 0o644)
    const { code, stdout, stderr } = await contactd.run(['doctor', '--port', '0'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^STATUS {2}CHECK {7}FOUND\nok {6}Node\.js {5}\d+/)
    expect(stdout).toMatch(/\nwarn {4}rights {6}every account .*\(mode 0644\)\. Run: chmod 600 "\/.*"\n/)
    expect(stdout.trimEnd().split('\n')).toHaveLength(10)
  })

  test('BR-370 creates no database, reports a missing one, and checks the machine', async () => {
    const contactd = new CommandLine()
    const { code, of, stderr } = await doctor(contactd, '--database', `sqlite:${contactd.folder}/a/b.db`)
    expect(code).toBe(1)
    expect(stderr).toBe('contactd: Failed checks: database. The advice is above.\n')
    expect(of('database')).toMatchObject({
      status: 'fail',
      found: expect.stringContaining(`The database ${contactd.folder}/a/b.db does not exist`),
    })
    expect(of('rights')).toMatchObject({ status: 'ok', found: `${contactd.folder} can be written` })
  })

  test('warns that a database in memory is lost', async () => {
    const { code, of } = await doctor(new CommandLine(), '--database', 'sqlite::memory:')
    expect(code).toBe(0)
    expect(of('database')?.status).toBe('warn')
    expect(of('rights')).toBeUndefined()
  })

  test('finds damage', async () => {
    const contactd = new CommandLine()
    await contactd.location()
    const database = new Database(contactd.file)
    database.pragma('wal_checkpoint(TRUNCATE)')
    const page = database
      .prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'location_tags'")
      .pluck()
      .get() as number
    const pageSize = database.pragma('page_size', { simple: true }) as number
    database.close()
    const file = await open(contactd.file, 'r+')
    await file.write(Buffer.alloc(pageSize, 0x5a), 0, pageSize, (page - 1) * pageSize)
    await file.close()

    const { code, stderr, report, of } = await doctor(contactd)
    expect(code).toBe(1)
    expect(report.ok).toBe(false)
    expect(of('damage')).toMatchObject({
      status: 'fail',
      advice: expect.stringContaining('restore a backup'),
    })
    expect(stderr).toBe('contactd: Failed checks: damage. The advice is above.\n')
  })

  test('fails on a file that is not a database', async () => {
    const contactd = new CommandLine()
    await writeFile(contactd.file, 'This is a text, and no database at all. '.repeat(200))
    const { code, of } = await doctor(contactd)
    expect(code).toBe(1)
    expect(of('database')).toMatchObject({
      status: 'fail',
      found: expect.stringContaining('is not a SQLite'),
    })
    expect(of('damage')?.status).toBe('fail')
  })

  test('fails on a port that another program uses', async () => {
    const contactd = new CommandLine()
    const other = createServer((socket) => socket.destroy())
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const { code, of } = await doctor(contactd, '--port', String(port))
    other.close()
    expect(code).toBe(1)
    expect(of('port')).toEqual({
      name: 'port',
      status: 'fail',
      found: `another program uses ${port} on 127.0.0.1`,
      advice: 'Stop it, or choose another port with --port.',
    })
  })

  test('BR-374 BR-375 fails if the secret key is lost, and recognises its own server', {
    timeout: 120_000,
  }, async () => {
    const contactd = new CommandLine()
    const server = await startProgram({ folder: contactd.folder, demo: true })
    const keys = await fetch(`${server.url}/_contactd/keys`, { headers: { connection: 'close' } })
    expect(keys.status).toBe(200)
    expect((await doctor(contactd)).of('keys')).toMatchObject({
      status: 'ok',
      found: 'the secret key exists',
    })
    await rename(join(contactd.folder, 'secret-key'), join(contactd.folder, 'kept'))
    expect((await doctor(contactd)).of('keys')).toEqual({
      name: 'keys',
      status: 'fail',
      found: `The file ${contactd.folder}/secret-key is gone: restore the original.`,
    })
    await rename(join(contactd.folder, 'kept'), join(contactd.folder, 'secret-key'))
    expect((await doctor(contactd, '--port', String(server.port))).of('port')).toEqual({
      name: 'port',
      status: 'ok',
      found: `contactd responds on ${server.port} on 127.0.0.1 and serves this database`,
    })
    const copy = join(temporaryFolder(), 'copy.db')
    const args = ['copy', '--quiet', '--from', contactd.database, '--to', `sqlite:${copy}`]
    expect((await runHere(args)).code).toBe(0)
    const ofCopy = await doctor(contactd, '--port', String(server.port), '--database', `sqlite:${copy}`)
    // The copy has the same keys, but is another database.
    expect(ofCopy.of('port')).toMatchObject({
      status: 'fail',
      found: `a contactd that serves another database uses ${server.port} on 127.0.0.1`,
    })
    expect((await server.stop()).code).toBe(0)
  })

  test('BR-373 does not count an expiry date as a change', async () => {
    const contactd = new CommandLine()
    const { id } = await contactd.location()
    const on = ['--database', contactd.database, '--json']
    const app = ['--name', 'A', '--redirect-uri', 'https://a.example/', '--scopes', 'contacts.readonly']
    const { clientId } = JSON.parse((await runHere(['app', 'create', ...app, ...on])).stdout)
    // A code expires in ten minutes.
    expect((await runHere(['app', 'install', clientId, '--location', id, ...on])).code).toBe(0)
    expect((await doctor(contactd)).of('clock')).toMatchObject({ status: 'ok' })
  })

  test('warns of a clock that is behind the database', async () => {
    const contactd = new CommandLine()
    const { id } = await contactd.location()
    const database = new Database(contactd.file)
    const inAnHour = Date.now() + 3_600_000
    database.prepare('UPDATE locations SET date_added = ? WHERE id = ?').run(inAnHour, id)
    database.close()
    const { code, of } = await doctor(contactd)
    expect(code).toBe(0)
    expect(of('clock')).toMatchObject({
      status: 'warn',
      found: expect.stringContaining(`is before the newest change, ${new Date(inAnHour).toISOString()}`),
    })
  })

  test.each([
    [['--port', 'http'], 'A port is a number from 0 to 65535.'],
    [['--port', '65536'], 'A port is a number from 0 to 65535.'],
  ])('%j is a usage error', async (args, sentence) => {
    const { code, stderr } = await new CommandLine().run(['doctor', ...args])
    expect(code).toBe(2)
    expect(stderr).toContain(sentence)
  })

  test('reports an invalid database URL', async () => {
    const { code, stdout, stderr } = await new CommandLine().run(['doctor', '--database', join('no', 'url')])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('is not one of sqlite:./path.db')
  })
})
