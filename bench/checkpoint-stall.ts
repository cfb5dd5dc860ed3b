import { mkdtempSync, openSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { systemClock as clock } from '../server/src/lib/clock.ts'
import { silentLog } from '../server/src/storage/log.ts'
import { Checkpointer, checkpointDefaults } from '../server/src/storage/sqlite/checkpointer.ts'
import { Connection } from '../server/src/storage/sqlite/connection.ts'
import { defaultLimits, GroupCommit } from '../server/src/storage/sqlite/group-commit.ts'
import { statement } from '../server/src/storage/statement.ts'

/**
 * What checkpoints cost writers that never pause: SQLite's own, inside a commit, and the worker's. `none`
 * makes none at all, which is what the disk alone takes. The two kinds of commits in each run share the
 * noise of the machine, so they compare where whole runs do not.
 *
 * node bench/checkpoint-stall.ts [--seconds 15] [--rounds 3] [--rows 100000] [--writers 64]
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '15' },
    rounds: { type: 'string', default: '3' },
    rows: { type: 'string', default: '100000' },
    writers: { type: 'string', default: '64' },
  },
})
const rows = Number(values.rows)
const seconds = Number(values.seconds)
const documentLength = 1_200

const select = statement<{ id: number }, { document: string }>(
  'bench-select',
  'SELECT document FROM contacts WHERE id = :id',
)
const update = statement<{ id: number; document: string }>(
  'bench-update',
  'UPDATE contacts SET document = :document WHERE id = :id',
)

/** Commits, with the milliseconds that each kept the event loop. */
class TimedConnection extends Connection {
  readonly plainCommitsMs: number[] = []
  readonly checkpointingCommitsMs: number[] = []

  override control(sql: Parameters<Connection['control']>[0]): void {
    if (sql !== 'COMMIT') {
      super.control(sql)
      return
    }
    const startedAt = performance.now()
    super.control(sql)
    const tookMs = performance.now() - startedAt
    const { pages, pagesLeft } = this.walState()
    // After a checkpoint in the commit itself, nothing is left to copy of a log that has pages.
    const checkpointed = pages > 0 && pagesLeft === 0
    const times = checkpointed ? this.checkpointingCommitsMs : this.plainCommitsMs
    times.push(tookMs)
  }
}

class Run {
  readonly latenciesMs: number[] = []
  readonly plainCommitsMs: number[] = []
  readonly checkpointingCommitsMs: number[] = []
  readonly holdsMs: number[] = []
  largestLogBytes = 0
}

const folder = mkdtempSync(join(tmpdir(), 'contactd-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true }))
const modes = ["SQLite's own", 'worker', 'none'] as const

async function measure(mode: (typeof modes)[number], run: Run): Promise<void> {
  const file = join(folder, 'bench.db')
  const connection = new TimedConnection(file, { readonly: false })
  fill(connection)
  if (mode === 'none') connection.database.pragma('wal_autocheckpoint = 0')
  const group = new GroupCommit(connection, clock, defaultLimits, () => checkpointer?.afterCommit())
  const hold = async (work: () => Promise<void>) => {
    const startedAt = performance.now()
    await group.hold(work)
    run.holdsMs.push(performance.now() - startedAt)
  }
  const descriptor = openSync(file, 'r+')
  const options = { ...checkpointDefaults, file, descriptor, writer: connection, hold, log: silentLog }
  const checkpointer = mode === 'worker' ? new Checkpointer(options) : undefined

  const endAt = performance.now() + seconds * 1000
  const writer = async () => {
    while (performance.now() < endAt) {
      const id = Math.floor(Math.random() * rows)
      const startedAt = performance.now()
      await group.write(async (tx) => {
        const before = await tx.get(select, { id })
        const mark = String(startedAt).padEnd(20)
        await tx.run(update, { id, document: mark + (before?.document ?? '').slice(20) })
      })
      run.latenciesMs.push(performance.now() - startedAt)
    }
  }
  await Promise.all(Array.from({ length: Number(values.writers) }, writer))
  run.largestLogBytes = Math.max(run.largestLogBytes, statSync(`${file}-wal`).size)
  await group.close()
  await checkpointer?.close()
  connection.database.close()
  run.plainCommitsMs.push(...connection.plainCommitsMs)
  run.checkpointingCommitsMs.push(...connection.checkpointingCommitsMs)
  rmSync(file)
}

function fill({ database }: Connection): void {
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.exec('CREATE TABLE contacts (id INTEGER PRIMARY KEY, document TEXT NOT NULL)')
  const insert = database.prepare('INSERT INTO contacts (id, document) VALUES (?, ?)')
  database.transaction(() => {
    for (let id = 0; id < rows; id += 1) insert.run(id, 'x'.repeat(documentLength))
  })()
  database.pragma('wal_checkpoint(TRUNCATE)')
}

function spread(times: readonly number[]): Record<string, string | number> {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => (sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN).toFixed(1)
  return { count: times.length, 'p50 ms': at(0.5), 'p90 ms': at(0.9), 'p99 ms': at(0.99), 'max ms': at(1) }
}

const runs = modes.map((mode) => ({ mode, run: new Run() }))
for (let round = 0; round < Number(values.rounds); round += 1) {
  for (const { mode, run } of runs) await measure(mode, run)
}
const table: Record<string, Record<string, string | number>> = {}
for (const { mode, run } of runs) {
  table[`${mode}: writes, until acknowledged`] = spread(run.latenciesMs)
  table[`${mode}: commits, loop blocked`] = spread(run.plainCommitsMs)
  if (mode === "SQLite's own") {
    table[`${mode}: commits with a checkpoint, loop blocked`] = spread(run.checkpointingCommitsMs)
  }
  if (mode === 'worker') table[`${mode}: writes held back, loop free`] = spread(run.holdsMs)
}
console.table(table)
console.table(
  runs.map(({ mode, run }) => ({
    mode,
    'writes/s': Math.round(run.latenciesMs.length / seconds / Number(values.rounds)),
    'largest log, MB': (run.largestLogBytes / 1e6).toFixed(1),
  })),
)
