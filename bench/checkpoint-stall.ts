import { mkdtempSync, openSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { systemClock as clock } from '../server/src/lib/clock.ts'
import { silentLog } from '../server/src/storage/log.ts'
import { Checkpointer, checkpointDefaults } from '../server/src/storage/sqlite/checkpointer.ts'
import { Connection } from '../server/src/storage/sqlite/connection.ts'
import { defaultLimits, GroupCommit } from '../server/src/storage/sqlite/group-commit.ts'
import { statement } from '../server/src/storage/statement.ts'

/**
 * How long writes wait under continuous load, with SQLite's own checkpoints in the writer, with the
 * worker's, and with none at all, which is what the disk alone takes: `node bench/checkpoint-stall.ts [--seconds 20] [--rounds 3] [--rows 100000] [--writers 64]`.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '3' },
    rows: { type: 'string', default: '100000' },
    writers: { type: 'string', default: '64' },
  },
})
const rows = Number(values.rows)
const documentLength = 1_200

const select = statement<{ id: number }, { document: string }>(
  'bench-select',
  'SELECT document FROM contacts WHERE id = :id',
)
const update = statement<{ id: number; document: string }>(
  'bench-update',
  'UPDATE contacts SET document = :document WHERE id = :id',
)

const folder = mkdtempSync(join(tmpdir(), 'contactd-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true }))

const modes = ["SQLite's own", 'worker', 'none'] as const

async function measure(mode: (typeof modes)[number]): Promise<Record<string, string | number>> {
  const file = join(folder, 'bench.db')
  const connection = new Connection(file, { readonly: false })
  fill(connection)
  if (mode === 'none') connection.database.pragma('wal_autocheckpoint = 0')
  const group = new GroupCommit(connection, clock, defaultLimits, () => checkpointer?.afterCommit())
  const hold = (work: () => Promise<void>) => group.hold(work)
  const checkpointer =
    mode === 'worker'
      ? new Checkpointer({
          ...checkpointDefaults,
          file,
          descriptor: openSync(file, 'r+'),
          writer: connection,
          hold,
          log: silentLog,
        })
      : undefined

  const latencies: number[] = []
  const loopDelay = monitorEventLoopDelay({ resolution: 1 })
  loopDelay.enable()
  let largestLogBytes = 0
  const sampling = setInterval(() => {
    largestLogBytes = Math.max(largestLogBytes, statSync(`${file}-wal`).size)
  }, 50)
  const endAt = performance.now() + Number(values.seconds) * 1000
  const writer = async () => {
    while (performance.now() < endAt) {
      const id = Math.floor(Math.random() * rows)
      const startedAt = performance.now()
      await group.write(async (tx) => {
        const before = await tx.get(select, { id })
        const mark = String(startedAt).padEnd(20)
        await tx.run(update, { id, document: mark + (before?.document ?? '').slice(20) })
      })
      latencies.push(performance.now() - startedAt)
    }
  }
  await Promise.all(Array.from({ length: Number(values.writers) }, writer))
  clearInterval(sampling)
  loopDelay.disable()
  await group.close()
  await checkpointer?.close()
  connection.database.close()
  rmSync(file)

  latencies.sort((a, b) => a - b)
  const at = (share: number) => (latencies[Math.floor((latencies.length - 1) * share)] ?? 0).toFixed(1)
  return {
    checkpoints: mode,
    'writes/s': Math.round(latencies.length / Number(values.seconds)),
    'p50 ms': at(0.5),
    'p99 ms': at(0.99),
    'p99.9 ms': at(0.999),
    'max ms': at(1),
    'loop blocked, max ms': (loopDelay.max / 1e6).toFixed(1),
    'log, max MB': (largestLogBytes / 1e6).toFixed(1),
  }
}

function fill(connection: Connection): void {
  const { database } = connection
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.exec('CREATE TABLE contacts (id INTEGER PRIMARY KEY, document TEXT NOT NULL)')
  const insert = database.prepare('INSERT INTO contacts (id, document) VALUES (?, ?)')
  database.transaction(() => {
    for (let id = 0; id < rows; id += 1) insert.run(id, 'x'.repeat(documentLength))
  })()
  database.pragma('wal_checkpoint(TRUNCATE)')
}

const results: Record<string, string | number>[] = []
for (let round = 0; round < Number(values.rounds); round += 1) {
  for (const mode of modes) results.push(await measure(mode))
}
console.table(results)
