import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'

const writerProcess = new URL('./writer-process.ts', import.meta.url).pathname

let folder: string
let file: string
const children: ChildProcess[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contactd-processes-'))
  file = join(folder, 'contactd.db')
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await rm(folder, { recursive: true })
})

function startWriter(prefix: string, count?: number) {
  const args = [writerProcess, `sqlite:${file}`, prefix, ...(count === undefined ? [] : [String(count)])]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk
  })
  // The last line may be truncated; an incomplete line is not an acknowledgement.
  return { child, acknowledged: () => output.split('\n').slice(0, -1), closed: once(child, 'close') }
}

function idsInFile(): Set<string> {
  const database = new Database(file)
  try {
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
    return new Set(database.prepare<[], string>('SELECT id FROM companies').pluck().all())
  } finally {
    database.close()
  }
}

it('keeps every acknowledged write when the process is killed, five times over', async () => {
  const acknowledged: string[] = []
  for (let round = 0; round < 5; round += 1) {
    const writer = startWriter(`round${round}`)
    expect(await Promise.race([once(writer.child.stdout, 'data'), writer.closed])).not.toEqual([1, null])
    // Killed at a different point each time, including during checkpoints.
    await new Promise((resolve) => setTimeout(resolve, 100 + 130 * round))
    writer.child.kill('SIGKILL')
    await writer.closed
    expect(writer.acknowledged().length).toBeGreaterThan(0)
    acknowledged.push(...writer.acknowledged())
    const kept = idsInFile()
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([])
  }
})

it('accepts the writes of two processes that create the database together, and ends when they are done', async () => {
  const writers = [startWriter('a', 600), startWriter('b', 600)]
  // Neither closes its storage: background work must not keep a process alive.
  for (const writer of writers) expect(await writer.closed).toEqual([0, null])
  expect(writers.map((writer) => writer.acknowledged().length)).toEqual([600, 600])
  expect(idsInFile().size).toBe(1_200)
})
