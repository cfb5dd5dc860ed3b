import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { runHere } from '../support/command-line.ts'
import { adopt, launcher, startProgram, temporaryFolder } from '../support/program.ts'
import { until } from '../support/until.ts'

/** For more: `CONTACTD_KILL_ROUNDS=100 npx vitest run test/faults/import-kill.test.ts`. */
const kills = Number(process.env.CONTACTD_KILL_ROUNDS ?? 3)
const roundTimeoutMs = 60_000
const rows = 2_000
/** The longest time from the first new contact to the kill. */
const longestMs = 300

/** Every second person has no email and no phone. */
const content = `First Name,Email,Notes\n${Array.from(
  { length: rows },
  (_, index) => `Person ${index},${index % 2 ? `p${index}@example.com` : ''},note ${index}\n`,
).join('')}`

/** An installation with an empty location. */
async function install() {
  const folder = temporaryFolder()
  const file = join(folder, 'contactd.db')
  const data = join(folder, 'people.csv')
  writeFileSync(data, content)
  const create = async <Made>(...args: string[]): Promise<Made> => {
    const { stdout } = await runHere([...args, '--json', '--database', `sqlite:${file}`])
    return JSON.parse(stdout)
  }
  const { id: locationId } = await create<{ id: string }>('location', 'create', '--name', 'Main')
  const scopes = 'contacts.readonly,contacts.write'
  const { token } = await create<{ token: string }>(
    ...['token', 'create', '--location', locationId, '--scopes', scopes],
  )
  return { folder, file, data, locationId, token }
}

function peopleIn(file: string): { names: string[]; notes: number } {
  const database = new Database(file, { readonly: true })
  try {
    const names = database
      .prepare<[], string>("SELECT json_extract(document, '$.firstName') FROM contacts")
      .pluck()
      .all()
    const notes = database.prepare<[], number>('SELECT COUNT(*) FROM notes').pluck().get() ?? 0
    return { names, notes }
  } finally {
    database.close()
  }
}

/** Waits until more contacts are there, and then for any time: each kill meets another point. */
async function someRowsLater(file: string): Promise<void> {
  const before = peopleIn(file).names.length
  await until(() => peopleIn(file).names.length > before)
  await sleep(Math.random() * longestMs)
}

function expectEachOnce(file: string): void {
  const { names, notes } = peopleIn(file)
  expect(names).toHaveLength(rows)
  expect(new Set(names).size).toBe(rows)
  expect(notes).toBe(rows)
}

describe('BR-747 an import that is killed loses and repeats nothing', () => {
  it.each(['upsert', 'create'])(
    'the command, with --mode %s',
    {
      timeout: (kills + 1) * roundTimeoutMs,
    },
    async (mode) => {
      const { file, data, locationId } = await install()
      const args = ['contact', 'import', data, '--location', locationId, '--mode', mode]
      for (let kill = 0; kill < kills; kill += 1) {
        const child = spawn(launcher, [...args, '--database', `sqlite:${file}`], { stdio: 'ignore' })
        adopt(child)
        const ended = once(child, 'exit')
        await Promise.race([someRowsLater(file), ended])
        child.kill('SIGKILL')
        await ended
        if (peopleIn(file).names.length === rows) break
      }
      const written = peopleIn(file).names.length
      const { stdout } = await runHere([...args, '--json', '--database', `sqlite:${file}`])
      expect(JSON.parse(stdout)).toMatchObject({ created: rows - written, unchanged: written, rejected: 0 })
      expectEachOnce(file)
    },
  )

  it('the server, during an upload', { timeout: (kills + 1) * roundTimeoutMs }, async () => {
    const { folder, file, token } = await install()
    const upload = async (url: string): Promise<string> => {
      const body = new FormData()
      body.set('file', new Blob([content]), 'people.csv')
      const headers = { authorization: `Bearer ${token}` }
      return (await fetch(`${url}/_contactd/imports`, { method: 'POST', headers, body })).text()
    }
    for (let kill = 0; kill < kills; kill += 1) {
      const program = await startProgram({ folder })
      const answered = upload(program.url).catch(() => 'broken off')
      await Promise.race([someRowsLater(file), answered])
      expect(await program.stop('SIGKILL')).toMatchObject({ signal: 'SIGKILL' })
      await answered
      if (peopleIn(file).names.length === rows) break
    }
    const written = peopleIn(file).names.length
    const program = await startProgram({ folder })
    const last = (await upload(program.url)).trim().split('\n').at(-1) ?? ''
    expect(JSON.parse(last)).toMatchObject({
      result: { created: rows - written, unchanged: written, rejected: 0 },
    })
    expectEachOnce(file)
    expect(await program.stop()).toMatchObject({ code: 0 })
  })
})
