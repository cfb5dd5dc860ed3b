import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../until.ts'
import { PostgresCluster } from './cluster.ts'

const timeout = 120_000

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

describe('A cluster of a test', () => {
  let cluster: PostgresCluster
  const notes = () => query(cluster.url(), 'SELECT id FROM notes ORDER BY id')
  const addNote = (id: number) => query(cluster.url(), `INSERT INTO notes VALUES (${id})`)

  beforeAll(async () => {
    cluster = await PostgresCluster.start({ settings: ['work_mem=3MB'] })
    await query(cluster.url(), 'CREATE TABLE notes (id INTEGER PRIMARY KEY)')
  }, timeout)
  afterAll(() => cluster.close(), timeout)

  it('is durable, and has the requested settings', async () => {
    expect(await query(cluster.url(), 'SHOW fsync')).toEqual([{ fsync: 'on' }])
    expect(await query(cluster.url(), 'SHOW synchronous_commit')).toEqual([{ synchronous_commit: 'on' }])
    expect(await query(cluster.url(), 'SHOW work_mem')).toEqual([{ work_mem: '3MB' }])
  })

  it('requires its password', async () => {
    await expect(query(cluster.url().replace(/:\w+@/, ':wrong@'), 'SELECT 1')).rejects.toThrow('password')
  })

  it('restarts in the same place after it was stopped or killed', { timeout }, async () => {
    const before = cluster.url()
    const ends = [() => cluster.stop('fast'), () => cluster.stop('immediate'), () => cluster.kill()]
    for (const [at, end] of ends.entries()) {
      await addNote(at)
      await end()
      await expect(notes()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
      await cluster.start()
      expect(await notes()).toHaveLength(at + 1)
    }
    expect(cluster.url()).toBe(before)
    expect(cluster.log()).toContain('automatic recovery in progress')
  })

  it('has replicas that follow it', { timeout }, async () => {
    const replica = await cluster.addReplica()
    expect(await query(replica.url(), 'SELECT pg_is_in_recovery() AS follows')).toEqual([{ follows: true }])
    await query(cluster.url(), 'CREATE TABLE later ()')
    const tables = () => query(replica.url(), `SELECT to_regclass('later')::text AS later`)
    await expect.poll(tables, { timeout: 60_000 }).toEqual([{ later: 'later' }])
  })

  it('leaves nothing behind, neither when it is closed nor when the process that started it is killed', {
    timeout,
  }, async () => {
    const program = `
      import { PostgresCluster } from '${new URL('cluster.ts', import.meta.url)}'
      const cluster = await PostgresCluster.start()
      console.log(cluster.folder)
      for await (const _ of process.stdin);
      await cluster.close()`
    for (const ending of ['close', 'kill']) {
      const child = spawn(process.execPath, ['--input-type=module', '--eval', program])
      let said = ''
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        said += chunk
      })
      const ended = once(child, 'exit')
      await expect.poll(() => said, { timeout: 60_000 }).toContain('\n')
      const folder = said.trim()
      expect(existsSync(folder)).toBe(true)
      if (ending === 'close') child.stdin.end()
      else child.kill('SIGKILL')
      await ended
      if (ending === 'kill') await until(() => !existsSync(folder))
      expect(existsSync(folder)).toBe(false)
    }
  })
})
